// HMAC in plain JavaScript. Reads the cases as JSON on stdin, writes {about, answers: {id: signature}} to stdout.
'use strict'

const cryptoJs = require('crypto-js')

const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const sign = c => cryptoJs[c.signature_method](c.text, c.secret_key).toString(cryptoJs.enc.Base64)
process.stdout.write(JSON.stringify({
  about: `npm crypto-js ${require('crypto-js/package.json').version}, HmacSHA1 and HmacSHA256`,
  answers: Object.fromEntries(cases.map(c => [c.id, sign(c)]))
}))
