// The same declarations in a CommonJS module. It is compiled, never run.

import binding = require('aws-signed-request');

const options = { endpoint: 'https://h/', secret: 's', dialect: binding.Dialect.AS_GIVEN };
const signer: binding.Signer = new binding.Signer(options);
const url: string = signer.url({ a: 'b' });
const functionOf2009: string = binding.aws_signed_request('com', {}, 'key', 'secret');
// @ts-expect-error: there is no such function
binding.sign('com');

export = { url, functionOf2009 };
