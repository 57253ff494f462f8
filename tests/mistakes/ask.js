// JavaScript: signers from npm as they are, and the language's own escapers and sorts. Lines in, lines out: README.md.
'use strict'
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1'
process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = 'unused'
const crypto = require('crypto')
const querystring = require('querystring')

let hashed = []
const createHmac = crypto.createHmac
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
const awsLib = require('aws-lib/lib/aws')
const productApi = require('amazon-product-api/lib/utils')
const https = require('https')
const http = require('http')

const RealDate = Date
let now = 0
global.Date = class extends RealDate {
  constructor (...given) { given.length ? super(...given) : super(now) }
  static now () { return now }
}

function mapOf (pairs) {
  const map = {}
  for (const [name, value] of pairs) map[name] = Object.hasOwn(map, name) ? [].concat(map[name], value) : value
  return map
}
const strict = text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase())
const byName = (a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0
const joined = (pairs, escape = strict) => pairs.map(([name, value]) => escape(name) + '=' + escape(value)).join('&')
const text = (job, query) => [job.method, job.host, job.path, query].join('\n')
const hmac = (job, string) => crypto.createHmac('sha256', job.secret).update(string).digest('base64')
const query = make => job => hmac(job, text(job, make([...job.params].sort(byName), job)))

const signers = {
  encodeURIComponent: query(pairs => joined(pairs, encodeURIComponent)),
  'encodeURIComponent, marks escaped': query(pairs => joined(pairs)),
  encodeURI: query(pairs => joined(pairs, encodeURI)),
  escape: query(pairs => joined(pairs, escape)),
  URLSearchParams: query(pairs => new URLSearchParams(pairs).toString()),
  'querystring.stringify': query(pairs => querystring.stringify(mapOf(pairs))),
  'encodeURIComponent with + for %20': query(pairs => joined(pairs, s => strict(s).replace(/%20/g, '+'))),
  'toLowerCase escapes': query(pairs => joined(pairs, s => strict(s).replace(/%../g, c => c.toLowerCase()))),
  'no escaping of names': query(pairs => pairs.map(([name, value]) => name + '=' + strict(value)).join('&')),
  'sort of joined': query(pairs => pairs.map(([name, value]) => strict(name) + '=' + strict(value)).sort().join('&')),
  'sort by localeCompare': query((pairs, job) => joined([...job.params].sort((a, b) => a[0].localeCompare(b[0])))),
  'object keys, unsorted': query((pairs, job) => joined(Object.entries(mapOf(job.params)))),
  'sorted object': query(pairs => joined(Object.entries(mapOf(pairs)))),
  'if (value)': query(pairs => joined(pairs.filter(([name, value]) => value))),
  'if (Number(value) || value)': query(pairs => joined(pairs.filter(([name, value]) => isNaN(value) || Number(value)))),
  'array to string': query(pairs => joined(Object.entries(mapOf(pairs)).sort(byName).map(([n, v]) => [n, String(v)]))),
  'digest hex': job => { const s = text(job, joined([...job.params].sort(byName))); return crypto.createHmac('sha256', job.secret).update(s).digest('hex') },
  'base64 of digest hex': job => {
    const s = text(job, joined([...job.params].sort(byName)))
    return Buffer.from(crypto.createHmac('sha256', job.secret).update(s).digest('hex')).toString('base64')
  },
  'digest base64url': job => crypto.createHmac('sha256', job.secret).update(text(job, joined([...job.params].sort(byName)))).digest('base64url'),
  'URL.hostname': job => hmac(job, text({ ...job, host: new URL(job.url).hostname }, joined([...job.params].sort(byName)))),
  'URL.pathname, origin as host': job => hmac(job, text({ ...job, host: new URL(job.url).origin }, joined([...job.params].sort(byName)))),
  'Buffer in utf16le': job => hmac(job, Buffer.from(text(job, joined([...job.params].sort(byName))), 'utf16le')),
  'Buffer in latin1 escapes': query(pairs => joined(pairs, s => [...Buffer.from(s, 'latin1')].map(b => /[\w.~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : '%' + b.toString(16).toUpperCase().padStart(2, '0')).join(''))),
  'npm aws2': job => {
    const names = { AWSAccessKeyId: 1, SignatureVersion: 1, SignatureMethod: 1, Timestamp: 1 }
    const own = job.params.filter(([name]) => !names[name])
    const body = querystring.stringify(mapOf(own))
    const opts = { host: job.host, headers: { Date: job.stamp }, method: job.method, path: job.path + (job.method === 'POST' ? '' : '?' + body) }
    if (job.method === 'POST') opts.body = body
    aws2.sign(opts, { accessKeyId: job.access, secretAccessKey: job.secret })
    const sent = opts.body || opts.path.split('?')[1]
    // The stamp with milliseconds is its own; the sent parameters are read back by somebody else's reader.
    return { signature: new URLSearchParams(sent).get('Signature'), params: own.concat([...new URLSearchParams(sent)].filter(([n]) => names[n])), url: job.method === 'GET' ? `${job.scheme}://${job.host}${opts.path}` : undefined }
  },
  'npm apac': job => {
    const signer = new RequestSignatureHelper({
      AWSAccessKeyId: 'unused', AWSSecretKey: job.secret, EndPoint: job.host, RequestMethod: job.method, RequestUri: job.path
    })
    return signer.sign(mapOf(job.params)).Signature
  },
  'npm aws-sdk': job => {
    const request = new AWS.HttpRequest(new AWS.Endpoint(`${job.scheme}://${job.host}`))
    request.method = job.method
    request.path = job.path
    request.params = mapOf(job.params)
    return new AWS.Signers.V2(request).signature({ accessKeyId: job.access, secretAccessKey: job.secret })
  },
  'npm aws-lib': job => {
    const own = mapOf(job.params.filter(([name]) => !['Timestamp', 'AWSAccessKeyId', 'Operation', 'Service', 'Version', 'AssociateTag'].includes(name)))
    const get = name => (job.params.find(pair => pair[0] === name) || [])[1]
    let sent
    const request = http.request
    http.request = () => ({ write: body => { sent = body }, addListener () {}, end () {} })
    const client = awsLib.createProdAdvClient(job.access, job.secret, get('AssociateTag'), { host: job.host, path: job.path, secure: false, version: get('Version') })
    client.call(get('Operation'), own, () => {})
    http.request = request
    const params = [...new URLSearchParams(sent)]
    return { signature: params.pop()[1], params, method: 'POST' }
  },
  'npm amazon-product-api': job => {
    const own = mapOf(job.params.filter(([name]) => !['Timestamp', 'AWSAccessKeyId', 'Operation', 'Service', 'Version', 'AssociateTag'].includes(name)))
    const get = name => (job.params.find(pair => pair[0] === name) || [])[1]
    const url = productApi.generateQueryString({ ...own, domain: job.host }, get('Operation'), { awsId: job.access, awsSecret: job.secret, awsTag: get('AssociateTag') })
    const params = [...new URLSearchParams(url.split('?')[1])]
    return { signature: params.pop()[1], params, url, scheme: 'https' }
  }
}

const out = texts => process.stdout.write(texts.map(t => Buffer.from(t).toString('base64')).join('\t') + '\n')
for (const line of require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const fields = line.split('\t').map(field => Buffer.from(field, 'base64').toString('utf8'))
  const [id, signer, method, scheme, host, path, secret, access] = fields
  const job = { method, scheme, host, path, secret, access, url: `${scheme}://${host}${path}`, params: [] }
  for (let at = 8; at < fields.length; at += 2) job.params.push([fields[at], fields[at + 1]])
  job.stamp = job.params.find(pair => pair[0] === 'Timestamp')[1]
  now = RealDate.parse(job.stamp.replace(/Z?$/, 'Z'))
  hashed = []
  let answer = signers[signer](job)
  if (typeof answer === 'string') answer = { signature: answer }
  out([id, answer.signature, Buffer.concat(hashed), answer.url || '', answer.method || '', answer.scheme || '', ...(answer.params || []).flat()])
}
