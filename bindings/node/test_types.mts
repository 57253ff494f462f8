// What the declarations allow and what they refuse, in an ES module. It is compiled, never run.

import all, {
    Dialect, Flag, LibraryNotFoundError, Signer, SigningError, Stage, Status, awsSignedRequest, aws_signed_request,
    checkTime, checkTimeUrl, compare, diagnose, diagnoseUrl, hmacBase64, percentEncode, signUrl, verify, verifyUrl, version,
} from 'aws-signed-request';
import type {
    Diagnosis, DiagnosisOptions, Item, Mistake, Params, RequestOptions, Secret, TimeOptions, UrlDiagnosisOptions, UrlText,
} from 'aws-signed-request';

const bytes = new Uint8Array(3);
const url: string = awsSignedRequest('com', { Operation: 'ItemLookup' }, 'key', 'secret');
awsSignedRequest('com', {}, 'key', bytes, null, undefined, { unixTime: 0 });
const same: typeof awsSignedRequest = aws_signed_request;
const whole: typeof Signer = all.Signer;

// @ts-expect-error: seconds are a number
awsSignedRequest('com', {}, 'key', 'secret', null, null, { unixTime: new Date() });
// @ts-expect-error: there is no such option
awsSignedRequest('com', {}, 'key', 'secret', null, null, { unix_time: 0 });
// @ts-expect-error: a secret is needed
awsSignedRequest('com', {}, 'key');

const signer = new Signer({ endpoint: 'https://h/', accessKey: 'key', secret: 's', dialect: Dialect.HTX, flags: 0 });
new Signer({ endpoint: 'https://h/', accessKey: null, secret: bytes, sessionToken: undefined });
new Signer({ endpoint: 'https://h/', secret: 's', flags: Flag.ANY_CREDENTIAL | Flag.EMPTY_HOST });
// @ts-expect-error: an endpoint is needed
new Signer({ secret: 's' });
// @ts-expect-error: no dialect has this number
new Signer({ endpoint: 'https://h/', secret: 's', dialect: 99 });
// @ts-expect-error: the arguments have names
new Signer('https://h/', 'key', 'secret');

const item: Item = 7n;
const given: Params[] = [
    {},
    { a: 'b', c: 1, d: item },
    [['a', 'b'], ['a', 1], [2, 3n]],
    [] as const,
    [['a', 'b']] as const,
    new Map([['a', 'b']]),
    new Map<string, Item>([['a', 1]]),
    new URLSearchParams('a=b'),
    Object.entries({ a: 1 }),
];
const options: RequestOptions = { method: 'POST', unixTime: 0 };
for (const params of given) {
    const texts: string[] = [
        signer.url(params), signer.query(params, options), signer.signature(params, {}), signer.stringToSign(params),
        signer.canonical(params), signer.explain(params, { unixTime: 1 }), signer.render(Stage.QUERY, params, options),
    ];
    void texts;
}

// @ts-expect-error: null has more than one spelling
signer.url({ a: null });
// @ts-expect-error: so has a boolean
signer.url({ a: true });
// @ts-expect-error: a list is not several values
signer.url({ a: ['b', 'c'] });
// @ts-expect-error: nor is undefined nothing
signer.url([['a', undefined]]);
// @ts-expect-error: text is not taken apart
signer.url('a=b');
// @ts-expect-error: these are no pairs
signer.url(['ab']);
// @ts-expect-error: a pair is two
signer.url([['a', 'b', 'c']]);
// @ts-expect-error: a date has no parameters in it
signer.url(new Date());
// @ts-expect-error: the method is an option
signer.url({}, 'POST');
// @ts-expect-error: no stage has this number
signer.render(8, {});

const address: UrlText = new URL('https://h/');
const key: Secret = bytes;
const signed: string = signUrl(address, null, key, { dialect: Dialect.AS_GIVEN, stage: Stage.QUERY, method: 'POST' });
signUrl('https://h/', 'key', 'secret');
// @ts-expect-error: the access key is named, if only as null
signUrl('https://h/', { secret: 's' });
// @ts-expect-error: a location is not what was asked for
signUrl({ href: 'https://h/' }, null, 's');

const right: boolean = verify('https://h/', given[0]!, key, { method: 'POST', signature: 'x', flags: Flag.HMAC_SHA1 });
const alsoRight: boolean = verifyUrl(address, 'secret', { flags: 0 });
// @ts-expect-error: a window is no part of this question
verifyUrl(address, 'secret', { window: 900 });

const time: TimeOptions = { window: 60, unixTime: 0 };
checkTime(given[0]!, time);
checkTimeUrl(address, time);
// @ts-expect-error: it returns nothing, or throws
if (checkTime(given[0]!)) {
    void 0;
}

const known: UrlDiagnosisOptions = { hosts: ['a'], now: 0, signature: bytes, body: null, withStringToSign: true };
const more: DiagnosisOptions = { ...known, dialect: Dialect.HTX, unixTime: 0 };
const diagnosis: Diagnosis = diagnose('https://h/', given[0]!, key, more);
const mistakes: Mistake[] = diagnoseUrl(bytes, 'secret', known).flat();
const said: [number, string, string][] = mistakes.map(({ number, name, text }) => [number, name, text]);
const signedInstead: Uint8Array | undefined = diagnosis.stringToSign;
const difference: string = compare('ours', bytes);
// @ts-expect-error: a URL has no dialect
diagnoseUrl('https://h/', 'secret', { dialect: Dialect.HTX });
// @ts-expect-error: there is no secret
diagnose('https://h/', {});
void [said, signedInstead, difference];

const texts: string[] = [hmacBase64('secret', bytes), hmacBase64(bytes, 'text', { flags: Flag.HMAC_SHA1 }),
    percentEncode(bytes), percentEncode('text'), version()];
// @ts-expect-error: a number is not bytes
percentEncode(7);

try {
    signer.url({});
} catch (error) {
    if (error instanceof SigningError && error.status === Status.RESERVED) {
        const words: string[] = [error.code, error.message];
        void words;
    }
    const missing: boolean = error instanceof LibraryNotFoundError && error instanceof Error;
    void missing;
}

// The numbers are those very numbers.
const stages: [1, 7] = [Stage.CANONICAL, Stage.EXPLAIN];
const dialects: [0, 4] = [Dialect.AS_GIVEN, Dialect.HTX];
const last: -30 = Status.EARLY;
const stage: Stage = Stage.URL;
const dialect: Dialect = Dialect.NIFCLOUD;
// @ts-expect-error: they cannot be changed
Stage.URL = 6;

void [url, same, whole, signed, right, alsoRight, texts, stages, dialects, last, stage, dialect];
