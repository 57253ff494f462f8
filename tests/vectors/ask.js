// The JavaScript signers. Reads the cases as JSON on stdin, writes {engine: {about, answers: {id: answer}}} to stdout.
// What each signer fed to HMAC is recorded: that text is its string to sign.
'use strict'

process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1'

const crypto = require('crypto')
const createHmac = crypto.createHmac
let hashed = []
crypto.createHmac = (algorithm, key) => {
  const hmac = createHmac(algorithm, key)
  const update = hmac.update
  hmac.update = (data, encoding) => {
    hashed.push(Buffer.from(data, encoding))
    return update.call(hmac, data, encoding)
  }
  return hmac
}

const AWS = require('aws-sdk')
const aws2 = require('aws2')
const { RequestSignatureHelper } = require('apac/lib/request-signature-helper')

const isSha256 = c => c.signature_method === 'HmacSHA256'
const hasTimestamp = c => c.all_params.some(([name]) => name === 'Timestamp')
const namesAreUnique = c => new Set(c.all_params.map(([name]) => name)).size === c.all_params.length

// A map of the pairs; the values of a repeated name are a list, which is how aws-sdk is handed them.
function mapOf (pairs) {
  const map = {}
  for (const [name, value] of pairs) map[name] = Object.hasOwn(map, name) ? [].concat(map[name], value) : value
  return map
}

function askAwsSdk (c) {
  const request = new AWS.HttpRequest(new AWS.Endpoint(`${c.scheme}://${c.host}`))
  request.method = c.method
  request.path = c.path
  const signer = new AWS.Signers.V2(request)
  const credentials = {
    accessKeyId: c.access_key, secretAccessKey: c.secret_key, sessionToken: c.session_token
  }
  if (!isSha256(c)) {
    // Its V2 signer always takes SHA-256, but the function that it hashes with takes others too.
    request.params = mapOf(c.all_params)
    return AWS.util.crypto.hmac(c.secret_key, signer.stringToSign(), 'base64', 'sha1')
  }
  if (c.dialect !== 'aws_query') {
    request.params = mapOf(c.all_params)
    return signer.signature(credentials)
  }
  request.params = mapOf(c.params)
  signer.addAuthorization(credentials, new Date(c.unix_time * 1000))
  return request.params.Signature
}

// aws2 and apac write a time stamp of their own making over the one they are given (aws2 with milliseconds, apac from
// the clock), so both are asked below that step.
function askAws2 (c) {
  const signer = new aws2.RequestSigner({ method: c.method, host: c.host }, { secretAccessKey: c.secret_key })
  signer.pathParts = [c.path]
  signer.params = mapOf(c.all_params)
  return signer.signature()
}

function askApac (c) {
  const signer = new RequestSignatureHelper({
    AWSAccessKeyId: 'unused', AWSSecretKey: c.secret_key, EndPoint: c.host, RequestMethod: c.method, RequestUri: c.path
  })
  signer.generateTimestamp = () => mapOf(c.all_params).Timestamp
  if (namesAreUnique(c)) return signer.sign(mapOf(c.all_params)).Signature
  // Its map takes a name once, but it sorts whole name=value texts. So each name is handed over with a number behind a
  // mark, and mark and number are taken off again when it escapes the name.
  const mark = '\uf8ff'
  const escape = signer.escape
  signer.escape = text => escape(text.split(mark)[0])
  const numbered = c.all_params.map(([name, value], index) =>
    [name === 'Timestamp' ? name : name + mark + index, value])
  return signer.sign(Object.fromEntries(numbered)).Signature
}

const engines = {
  'aws-sdk-js': ['aws-sdk', 'AWS.Signers.V2 addAuthorization; signature outside aws_query; stringToSign and ' +
    'AWS.util.crypto.hmac for HmacSHA1', () => true, askAwsSdk],
  aws2: ['aws2', 'RequestSigner.signature', c => isSha256(c) && namesAreUnique(c), askAws2],
  apac: ['apac', 'RequestSignatureHelper.sign', c => isSha256(c) && hasTimestamp(c), askApac]
}

const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const result = {}
for (const [name, [pkg, asked, canAsk, ask]] of Object.entries(engines)) {
  const answers = {}
  for (const c of cases.filter(canAsk)) {
    hashed = []
    const signature = ask(c)
    answers[c.id] = { string_to_sign: Buffer.concat(hashed).toString('utf8'), signature_base64: signature }
  }
  result[name] = { about: `npm ${pkg} ${require(pkg + '/package.json').version}, ${asked}`, answers }
}
process.stdout.write(JSON.stringify(result))
