// Node's reading of a URL. Reads {id: url} as JSON on stdin, writes {id: {host, path, pairs}} to stdout.
'use strict'

const urls = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const read = Object.entries(urls).map(([id, text]) => {
  const url = new URL(text)
  return [id, { host: url.host, path: url.pathname, pairs: [...url.searchParams] }]
})
process.stdout.write(JSON.stringify(Object.fromEntries(read)))
