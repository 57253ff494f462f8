'use strict';

// The contestants in Node: a signer on Node alone, and the binding, whose path is the argument.
//
// A case is a function that signs so many times and returns the last answer; so only the calls of the signer are timed.

const crypto = require('node:crypto');
const readline = require('node:readline');
const { Signer, Dialect } = require(process.argv[2]);
const koffi = require('node:module').createRequire(process.argv[2])('koffi');

// --- By hand ---------------------------------------------------------------------------------------------------------

function escape(text) {
    return encodeURIComponent(text).replace(
        /[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}

function sign(host, path, params, secret) {
    const query = Object.keys(params).sort().map((name) => `${escape(name)}=${escape(params[name])}`).join('&');
    const signature = crypto.createHmac('sha256', secret).update(`GET\n${host}\n${path}\n${query}`).digest('base64');
    return `https://${host}${path}?${query}&Signature=${encodeURIComponent(signature)}`;
}

// --- The cases -------------------------------------------------------------------------------------------------------

function byHand({ endpoint, secret, params }) {
    const { host, pathname } = new URL(endpoint);
    return (calls) => {
        let url;
        for (; calls > 0; calls--) {
            url = sign(host, pathname, params, secret);
        }
        return url;
    };
}

function byBinding({ endpoint, secret, params }) {
    const signer = new Signer({ endpoint, secret, dialect: Dialect.AS_GIVEN });
    return (calls) => {
        let url;
        for (; calls > 0; calls--) {
            url = signer.url(params);
        }
        return url;
    };
}

// --- The protocol of contestant.py -----------------------------------------------------------------------------------

function batch(run, calls) {
    const start = process.hrtime.bigint();
    run(calls);
    return Number(process.hrtime.bigint() - start);
}

/** Nanoseconds of one call, from batches of which each takes at least as long as is asked for. */
function times(run, microseconds, samples) {
    let calls = 1;
    while (batch(run, calls) < microseconds * 1000) {
        calls *= 2;
    }
    return Array.from({ length: samples }, () => batch(run, calls) / calls);
}

const workloads = [];
const cases = [];

function start() {
    console.log(`version\tNode ${process.versions.node}, koffi ${koffi.version}`);
    for (const workload of workloads) {
        for (const [name, make] of [['by hand', byHand], ['binding', byBinding]]) {
            const run = make(workload);
            cases.push(run);
            console.log(['case', workload.workload, 'url', name, run(1)].join('\t'));
        }
    }
    console.log('ready');
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const [field, ...values] = line.split('\t');
    const workload = workloads[workloads.length - 1];
    if (field === 'time') {
        const [index, microseconds, samples] = values.map(Number);
        console.log(times(cases[index], microseconds, samples).join(' '));
    } else if (field === 'end') {
        start();
    } else if (field === 'workload') {
        workloads.push({ workload: values[0], params: {} });
    } else if (field === 'param') {
        workload.params[values[0]] = values[1];
    } else {
        workload[field] = values[0];
    }
});
