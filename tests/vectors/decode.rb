# Ruby's reading of a query. Reads {id: query} as JSON on stdin, writes {id: pairs} to stdout, with null for what it
# refuses to read.

require 'json'
require 'uri'

def pairs(query)
  URI.decode_www_form(query)
rescue ArgumentError
  nil
end

puts JSON.generate(JSON.parse($stdin.read).transform_values { |query| pairs(query) })
