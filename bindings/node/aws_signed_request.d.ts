/**
 * Signs and verifies requests with AWS Signature Version 2, by libaws_signed_request. aws_signed_request.h, the manual
 * of that library, says more of stages, dialects, flags and statuses.
 *
 * A function that is given text of a wrong kind throws a `TypeError`. What cannot be signed or verified is a
 * `SigningError`. A lone surrogate, which UTF-8 cannot encode, is refused everywhere; so is a NUL, except in a text to
 * hash or to encode. A library that cannot be loaded is a `LibraryNotFoundError`.
 */

/**
 * What a name or a value may be. A number is a safe integer. What has more than one sensible spelling is a `TypeError`
 * that names the parameter: a fraction, a larger number, NaN, a boolean, null, undefined, a list, a date.
 */
export type Item = string | number | bigint;

/**
 * Parameters as they are meant, not escaped, in any order: a plain object, a Map, URLSearchParams, or anything else
 * that gives [name, value] pairs, in which a name may be repeated.
 */
export type Params = { readonly [name: string]: Item } | Iterable<readonly [Item, Item]>;

/** A secret: text, or bytes without a NUL, which must be UTF-8 unless `Flag.ANY_CREDENTIAL` is set. */
export type Secret = string | Uint8Array;

/** Which text of a request is asked for. Every stage checks the whole request. */
export declare const Stage: {
    /** Every parameter that is signed, encoded and in order, without Signature. */
    readonly CANONICAL: 1;
    /** Method, host, path and canonical query, joined by newlines. */
    readonly STRING_TO_SIGN: 2;
    /** HMAC of the string to sign, in Base64, not percent-encoded. */
    readonly SIGNATURE: 3;
    /** The canonical query and the Signature: what follows the `?` of a GET, or the form body of a POST. */
    readonly QUERY: 4;
    /** The URL to send: the endpoint and, unless the parameters travel in the body, `?` and the signed query. */
    readonly URL: 5;
    /** In words, why the request cannot be signed; the empty text if it can. */
    readonly ERROR: 6;
    /** The whole way from the parameters to the request, for people. The secret is not shown; a session token is. */
    readonly EXPLAIN: 7;
};
export type Stage = (typeof Stage)[keyof typeof Stage];

/** Which cloud's form of Signature Version 2 a request is signed in. */
export declare const Dialect: {
    /** Nothing is added but Signature. The access key and the time are not read. */
    readonly AS_GIVEN: 0;
    /** Amazon SimpleDB, OpenStack's EC2 API, EC2-compatible clouds. */
    readonly AWS_QUERY: 1;
    /** As `AWS_QUERY`, with AccessKeyId in place of AWSAccessKeyId. */
    readonly NIFCLOUD: 2;
    /** Amazon's Product Advertising API until 2020. */
    readonly PRODUCT_ADVERTISING: 3;
    /** The HTX (Huobi) exchange. The parameters of a POST travel in the URL; its JSON body is not signed. */
    readonly HTX: 4;
};
export type Dialect = (typeof Dialect)[keyof typeof Dialect];

/** Switches, to be or-ed together. */
export declare const Flag: {
    /** Keys and token may have white space at their ends and control characters other than NUL in them. */
    readonly ANY_CREDENTIAL: 1;
    /** The host of the endpoint may be empty, as in `https:///path`. */
    readonly EMPTY_HOST: 2;
    /** HMAC-SHA1 in place of HMAC-SHA256. */
    readonly HMAC_SHA1: 4;
};

/** Why the library refused: the `ASR_E_*` numbers of aws_signed_request.h, which describes each. */
export declare const Status: {
    readonly NULL: -1;
    readonly STRUCT_SIZE: -2;
    readonly STAGE: -3;
    readonly DIALECT: -4;
    readonly FLAGS: -5;
    readonly METHOD: -6;
    readonly ENDPOINT: -7;
    readonly REGION: -8;
    readonly ACCESS_KEY: -9;
    readonly SECRET: -10;
    readonly KEY: -11;
    readonly SESSION_TOKEN: -12;
    readonly LIST_COUNT: -13;
    readonly EMPTY_NAME: -14;
    readonly RESERVED: -15;
    readonly UTF8: -16;
    readonly TIME: -17;
    readonly TOO_LARGE: -18;
    readonly NO_MEMORY: -19;
    readonly PANIC: -20;
    readonly SIGNATURE_METHOD: -21;
    readonly SIGNATURE_VERSION: -22;
    readonly URL: -23;
    readonly ESCAPE: -24;
    readonly UNSIGNED: -25;
    readonly SIGNATURE: -26;
    readonly MISMATCH: -27;
    readonly STAMP: -28;
    readonly EXPIRED: -29;
    readonly EARLY: -30;
};

/** A request that cannot be signed or verified. The message says where and why, and never holds a secret or a value. */
export declare class SigningError extends Error {
    constructor(status: number, message: string);
    /** One of `Status`, or the number of one that only a later release of the library has. */
    readonly status: number;
    /** The name of the status, such as `ASR_E_RESERVED`; `ASR_E_UNKNOWN` for one of a later release. */
    readonly code: string;
}

/** The library cannot be loaded. The message says where it was looked for. */
export declare class LibraryNotFoundError extends Error {}

export interface RequestOptions {
    /** In any case; GET if it is left out. */
    readonly method?: string | undefined;
    /** Seconds since 1970-01-01T00:00:00Z; now if it is left out. Give the same to all stages of one request. */
    readonly unixTime?: number | undefined;
}

/** Signs requests for one endpoint with one pair of keys. It never changes. */
export declare class Signer {
    constructor(options: {
        /** `https://host[:port][/path]`, also http, ws, wss; without query and fragment. */
        readonly endpoint: string;
        /** The access key id; not needed for `Dialect.AS_GIVEN`. */
        readonly accessKey?: string | null | undefined;
        readonly secret: Secret;
        /** `Dialect.AWS_QUERY` if it is left out. */
        readonly dialect?: Dialect | undefined;
        /** That of temporary credentials, if any. */
        readonly sessionToken?: string | null | undefined;
        /** Some of `Flag`. */
        readonly flags?: number | undefined;
    });
    /** The URL to send. That of a POST is without its parameters, unless the dialect sends them there. */
    url(params: Params, options?: RequestOptions): string;
    /**
     * The signed query: what follows the `?` of a GET, or the body of a POST, whose Content-Type is
     * `application/x-www-form-urlencoded; charset=utf-8`.
     */
    query(params: Params, options?: RequestOptions): string;
    /** The signature in Base64, not percent-encoded. */
    signature(params: Params, options?: RequestOptions): string;
    /** What is signed: method, host, path and canonical query, in lines. */
    stringToSign(params: Params, options?: RequestOptions): string;
    /** All parameters that are signed, encoded and in order. */
    canonical(params: Params, options?: RequestOptions): string;
    /** Why the request cannot be signed: the message of the `SigningError` that the others throw; empty if it can. */
    explain(params: Params, options?: RequestOptions): string;
    /** Any of these, by its stage. */
    render(stage: Stage, params: Params, options?: RequestOptions): string;
}

/**
 * The function of 2009: the signed URL of a GET request for Amazon's Product Advertising API, which Amazon switched off
 * in 2020. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is given, replace those in `params`.
 *
 * @param region the end of the host name: `com`, `co.uk`, `de`, ...
 * @param version `2011-08-01` if it is left out
 */
export declare function awsSignedRequest(
    region: string,
    params: Params,
    publicKey: string,
    privateKey: Secret,
    associateTag?: string | null,
    version?: string | null,
    options?: { readonly unixTime?: number | undefined },
): string;
export { awsSignedRequest as aws_signed_request };

/** A URL as text, or as an object of the class URL. */
export type UrlText = string | { readonly href: string; readonly searchParams: object };

/**
 * Signs a URL with whatever query it carries, and returns the signed URL or another stage.
 *
 * The query is taken apart as a form: `+` and `%20` are a space, `%2B` is a plus, escapes may be in either case. A
 * Signature in it is replaced. What the dialect adds may be there already; a Timestamp that is there and not empty is
 * kept.
 *
 * @param accessKey null if the URL has it, or the dialect is `Dialect.AS_GIVEN`
 */
export declare function signUrl(
    url: UrlText,
    accessKey: string | null | undefined,
    secret: Secret,
    options?: RequestOptions & {
        /** `Dialect.AWS_QUERY` if it is left out. */
        readonly dialect?: Dialect | undefined;
        readonly flags?: number | undefined;
        /** `Stage.URL` if it is left out. For a POST whose parameters travel in the body, `Stage.QUERY` is the body. */
        readonly stage?: Stage | undefined;
    },
): string;

/**
 * Whether the signature of a request that was received is right, compared in constant time. Throws a `SigningError` for
 * what is no signed request: one without a Signature (`Status.UNSIGNED`), with two, or with one that is not Base64 of
 * the right length (`Status.SIGNATURE`), and for what cannot be signed.
 *
 * @param endpoint `https://host[:port][/path]` as the client addressed it: the Host header, and the path as it came
 * @param params all parameters of the request, decoded
 */
export declare function verify(
    endpoint: string,
    params: Params,
    secret: Secret,
    options?: {
        readonly method?: string | undefined;
        /** In Base64, not percent-encoded; the parameter Signature if it is left out. */
        readonly signature?: string | null | undefined;
        /** Without `Flag.HMAC_SHA1` a request that says SignatureMethod=HmacSHA1 is refused. */
        readonly flags?: number | undefined;
    },
): boolean;

/** The same of a URL as the server received it; for the form body of a POST, the URL, `?` (`&` if it has a query) and the body. */
export declare function verifyUrl(
    url: UrlText,
    secret: Secret,
    options?: { readonly method?: string | undefined; readonly flags?: number | undefined },
): boolean;

export interface TimeOptions {
    /** Seconds that a Timestamp may be off, in either direction; 900, as Amazon allows, if it is left out. */
    readonly window?: number | undefined;
    /** The server's time, in seconds since 1970-01-01T00:00:00Z; now if it is left out. */
    readonly unixTime?: number | undefined;
}

/**
 * Returns if a request with these parameters, decoded, is in time: its Timestamp is within the window, or its Expires
 * has not passed. Otherwise throws a `SigningError`: `Status.EXPIRED`, `Status.EARLY`, or `Status.STAMP` if there is no
 * such parameter, more than one, or one that cannot be read. The signature is not looked at.
 */
export declare function checkTime(params: Params, options?: TimeOptions): void;

/** The same of a URL. */
export declare function checkTimeUrl(url: UrlText, options?: TimeOptions): void;

/** One thing that a signer did wrong, or one reason for which a right signature is refused. */
export interface Mistake {
    /** One of `ASR_MISTAKE_*` of aws_signed_request.h. */
    readonly number: number;
    /** The same as a short name for programs, such as `space-as-plus`; `unknown` for one of a later release. */
    readonly name: string;
    /** The same for people: where, what was done, and what to do instead. */
    readonly text: string;
}

/** The explanations of a signature, the likelier first. Each is one mistake or a few, which were made together. */
export type Diagnosis = Mistake[][] & {
    /**
     * What the signer of the first explanation signed, if it was asked for; empty if no explanation was found. Not all
     * signers sign ASCII, so it is bytes (a Buffer).
     */
    stringToSign?: Uint8Array;
};

export interface UrlDiagnosisOptions {
    /** In any case; GET if it is left out. */
    readonly method?: string | undefined;
    /** The signature that was refused, not percent-encoded, in whatever form it is; the parameter Signature if left out. */
    readonly signature?: string | Uint8Array | null | undefined;
    /** The string to sign, as the server or the other signer printed it. */
    readonly stringToSign?: string | Uint8Array | null | undefined;
    /** Host lines that may have been signed: `host` or `host:port`. */
    readonly hosts?: Iterable<string> | null | undefined;
    /** The body that was sent along: a form or a JSON object. */
    readonly body?: string | Uint8Array | null | undefined;
    /** The Content-Type of the body. */
    readonly contentType?: string | null | undefined;
    /** What the parameter Signature was before the request was signed once more. */
    readonly oldSignature?: string | Uint8Array | null | undefined;
    /** When the request was made or refused, in seconds since 1970-01-01T00:00:00Z; not known if it is left out. */
    readonly now?: number | undefined;
    /** How many seconds before and after `now` a Timestamp may be; 900 if it is left out, or 0. */
    readonly window?: number | undefined;
    /** How many mistakes may come together, 1 to 3; 3 if it is left out, or 0. */
    readonly mostMistakes?: number | undefined;
    /** The access key id, if the request does not have it. */
    readonly accessKey?: string | null | undefined;
    readonly sessionToken?: string | null | undefined;
    /** Some of `Flag`. */
    readonly flags?: number | undefined;
    /** Whether to look for `stringToSign`, too, which takes as long once more. */
    readonly withStringToSign?: boolean | undefined;
}

export interface DiagnosisOptions extends UrlDiagnosisOptions {
    /** `Dialect.AS_GIVEN` if it is left out: the parameters are all that were sent. */
    readonly dialect?: Dialect | undefined;
    /** The time of the request, where the dialect adds it. */
    readonly unixTime?: number | undefined;
}

/**
 * Names the mistake behind a signature that was refused. The list is empty if none was found.
 *
 * An explanation is one mistake, or up to three together, with which a signer that is right in everything else arrives
 * at exactly this signature. It is a search: one mistake is found in an instant, three block the thread for up to a
 * second. It tells what is wrong with a signature, so answer nobody with it who does not know the secret.
 *
 * There must be a signature or `stringToSign`, and whatever else is known is of use. No text need be as clean as for
 * signing. What cannot be answered is a `SigningError`.
 *
 * @param endpoint `https://host[:port][/path]`
 * @param params all parameters that were sent, decoded, in the order in which they were given to the signer, if that is
 * known; with another dialect than `Dialect.AS_GIVEN`, those without what it adds
 * @param secret the secret that it should have been signed with
 */
export declare function diagnose(
    endpoint: string,
    params: Params,
    secret: Secret,
    options?: DiagnosisOptions,
): Diagnosis;

/**
 * The same for a signed URL as it was sent, or as it stands in a log; for the form body of a POST, the URL, `?` (`&` if
 * it has a query) and the body. (An object of the class URL has changed some of its text: rather give the text itself.)
 */
export declare function diagnoseUrl(
    url: UrlText | Uint8Array,
    secret: Secret,
    options?: UrlDiagnosisOptions,
): Diagnosis;

/**
 * Says in words where two strings to sign first differ, such as `the value of "Keywords": theirs has %20, ours has +`;
 * the empty text if they are the same. Of a string, its UTF-8 is taken.
 */
export declare function compare(ours: string | Uint8Array, theirs: string | Uint8Array): string;

/** HMAC-SHA256 of `text` in standard Base64; HMAC-SHA1 with `Flag.HMAC_SHA1`. Of a string, its UTF-8 is taken. */
export declare function hmacBase64(
    secret: Secret,
    text: string | Uint8Array,
    options?: { readonly flags?: number | undefined },
): string;

/** Text as it stands in a signed query: `A-Z a-z 0-9 - _ . ~` stay, every other byte is %XX. */
export declare function percentEncode(text: string | Uint8Array): string;

/** The release of the library, which is loaded if need be. */
export declare function version(): string;
