# The Ruby signer. Reads the cases as JSON on stdin, writes {engine: {about, answers: {id: answer}}} to stdout. What it
# fed to HMAC is its string to sign.

require_relative 'ruby_aws'

# It takes a map, and puts SignatureVersion, SignatureMethod and (if there is neither it nor Expires) Timestamp in.
def can_ask(c)
  params = c['all_params'].to_h
  params.size == c['all_params'].size && params['SignatureVersion'] == '2' &&
    params['SignatureMethod'] == c['signature_method'] && (params.key?('Timestamp') || params.key?('Expires'))
end

answers = JSON.parse($stdin.read).select { |c| can_ask(c) }.to_h do |c|
  HASHED.clear
  query = Aws::Utils.sign_request_v2(c['secret_key'], c['all_params'].to_h, c['method'], c['host'], c['path'])
  [c['id'], { string_to_sign: HASHED.join, signature_base64: CGI.unescape(query.rpartition('&Signature=').last) }]
end
about = "Debian ruby-aws #{Aws::VERSION}, Aws::Utils.sign_request_v2"
puts JSON.generate('ruby-aws' => { about: about, answers: answers })
