# Debian's package ruby-aws, without its network side. What it feeds to HMAC is recorded in HASHED.

require 'base64'
require 'cgi'
require 'json'
require 'openssl'
require 'awsbase/utils'
require 'ruby-aws/version'

HASHED = []

class << OpenSSL::HMAC
  alias_method :digest_unrecorded, :digest

  def digest(algorithm, key, text)
    HASHED.push(text)
    digest_unrecorded(algorithm, key, text)
  end
end
