# Ruby's own escapers, and the Debian package ruby-amazon-ec2 as it is. Lines in, lines out: README.md.
require 'base64'
require 'cgi'
require 'erb'
require 'openssl'
require 'uri'

OpenSSL::Digest::Digest = OpenSSL::Digest # amazon-ec2 knows the name that Ruby has dropped.
require 'AWS'
class Hash
  undef_method :method_missing # amazon-ec2's; it would hide a wrong name here.
end

STRICT = ->(text) { CGI.escape(text).gsub('+', '%20').gsub('%7E', '~') }

def hmac(secret, text)
  OpenSSL::HMAC.digest('sha256', secret, text)
end

def joined(pairs, escape = STRICT)
  pairs.map { |name, value| "#{escape.(name)}=#{escape.(value)}" }.join('&')
end

QUERIES = {
  'CGI.escape' => ->(pairs) { joined(pairs.sort, CGI.method(:escape)) },
  'URI.encode_www_form_component' => ->(pairs) { joined(pairs.sort, URI.method(:encode_www_form_component)) },
  'URI.encode_www_form' => ->(pairs) { URI.encode_www_form(pairs.sort) },
  'ERB::Util.url_encode' => ->(pairs) { joined(pairs.sort, ERB::Util.method(:url_encode)) },
  'URI.escape' => ->(pairs) { joined(pairs.sort, URI::DEFAULT_PARSER.method(:escape)) },
  'Hash in given order' => ->(pairs) { joined(pairs.to_h) },
  'Hash sorted' => ->(pairs) { joined(pairs.to_h.sort) },
  'sort_by downcase' => ->(pairs) { joined(pairs.each_with_index.sort_by { |pair, at| [pair[0].downcase, at] }.map(&:first)) },
  'sort of joined' => ->(pairs) { pairs.map { |pair| joined([pair]) }.sort.join('&') },
  'reject empty' => ->(pairs) { joined(pairs.sort.reject { |_, value| value.empty? }) }
}.freeze

$stdin.each_line do |line|
  fields = line.chomp.split("\t", -1).map { |field| Base64.decode64(field).force_encoding('UTF-8') }
  id, signer, method, scheme, host, path, secret, = fields
  pairs = fields[8..].each_slice(2).to_a
  if signer == 'Debian ruby-amazon-ec2'
    text = AWS.canonical_string(pairs.to_h, URI("#{scheme}://#{host}/").host, method, path)
    signature = AWS.encode(secret, text, false)
  else
    query = QUERIES.fetch(signer) { ->(given) { joined(given.sort) } }.(pairs)
    text = [method, signer == 'URI#host' ? URI("#{scheme}://#{host}/").host : host, path, query].join("\n")
    digest = hmac(secret, text)
    signature = { 'Base64.encode64' => -> { Base64.encode64(digest) }, 'hexdigest' => -> { digest.unpack1('H*') },
                  'Base64.urlsafe_encode64' => -> { Base64.urlsafe_encode64(digest) } }
                .fetch(signer) { -> { Base64.strict_encode64(digest) } }.()
  end
  puts [id, signature, text].map { |field| Base64.strict_encode64(field) }.join("\t")
end
