# Signature Version 0 in Ruby. Reads the cases as JSON on stdin, writes {about, answers: {id: {text,
# signature_base64}}} to stdout.

require_relative 'ruby_aws'

answers = JSON.parse($stdin.read).to_h do |c|
  HASHED.clear
  params = { 'Action' => c['action'], 'Timestamp' => c['timestamp'] }
  Aws::Utils.sign_request_v0(c['secret_key'], params)
  [c['id'], { text: HASHED.join, signature_base64: params['Signature'] }]
end
puts JSON.generate(about: "Debian ruby-aws #{Aws::VERSION}, Aws::Utils.sign_request_v0", answers: answers)
