#!/usr/bin/env node
'use strict';

/*
 * Signs two requests, or with --published the two examples that Amazon's own guides print.
 *
 * The keys are those in the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or else the example keys of the
 * guides. Nothing is sent.
 */

const {
    Dialect, LibraryNotFoundError, Signer, SigningError, Stage, awsSignedRequest,
} = require('./aws_signed_request.js');

const USAGE = `usage: node example.js [--published]

Signs two requests; with --published the two examples that Amazon's guides print, with status 1 if one differs.`;

/** The function of 2009, called as its documentation called it. */
function productAdvertising(publicKey, privateKey) {
    const url = awsSignedRequest('com', {
        Operation: 'ItemLookup',
        ItemId: '0679722769',
        ResponseGroup: 'ItemAttributes,Offers,Images,Reviews',
    }, publicKey, privateKey);
    console.log('aws_signed_request');
    console.log(`    ${url}`);
}

/** A service that still asks for this signature, at every stage of the way. */
function simpledb(publicKey, privateKey) {
    const signer = new Signer({ endpoint: 'https://sdb.amazonaws.com/', accessKey: publicKey, secret: privateKey });
    const params = {
        Action: 'Select',
        SelectExpression: "select * from books where title like 'The Stranger%'",
        Version: '2009-04-15',
    };
    // One time for all stages, so that they are those of one request.
    const unixTime = Math.floor(Date.now() / 1000);
    for (const [name, stage] of Object.entries(Stage)) {
        console.log(name);
        const text = signer.render(stage, params, { unixTime }) || '(nothing is wrong)';
        for (const line of text.split('\n')) {
            console.log(`    ${line}`);
        }
    }
}

/** Whether both examples come out as they are printed. */
function published() {
    // Amazon Product Advertising API Developer Guide (API version 2011-08-01), Example REST Requests.
    const itemLookup = awsSignedRequest('com', {
        Operation: 'ItemLookup',
        ItemId: '0679722769',
        ResponseGroup: 'ItemAttributes,Offers,Images,Reviews',
    }, '00000000000000000000', '1234567890', null, '2009-01-06', { unixTime: 1230811200 });
    const printedUrl = 'http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769'
        + '&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService'
        + '&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06'
        + '&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D';

    // AWS General Reference, Signature Version 2 Signing Process. Its time stamp has no Z, so it is given as it is.
    const describeJobFlows = new Signer({
        endpoint: 'https://elasticmapreduce.amazonaws.com/',
        secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        dialect: Dialect.AS_GIVEN,
    }).signature({
        AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        Action: 'DescribeJobFlows',
        SignatureMethod: 'HmacSHA256',
        SignatureVersion: '2',
        Timestamp: '2011-10-03T15:19:30',
        Version: '2009-03-31',
    });
    const printedSignature = 'i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=';

    let right = true;
    for (const [name, computed, printed] of [
        ['ItemLookup', itemLookup, printedUrl],
        ['DescribeJobFlows', describeJobFlows, printedSignature],
    ]) {
        console.log(`${name}: ${computed === printed ? 'as printed' : 'NOT as printed'}`);
        console.log(`    ${computed}`);
        right = right && computed === printed;
    }
    return right;
}

function main(args) {
    const publicKey = process.env.AWS_ACCESS_KEY_ID ?? 'AKIAIOSFODNN7EXAMPLE';
    const privateKey = process.env.AWS_SECRET_ACCESS_KEY ?? '1234567890';
    try {
        switch (args.join(' ')) {
            case '':
                productAdvertising(publicKey, privateKey);
                simpledb(publicKey, privateKey);
                return 0;
            case '--published':
                return published() ? 0 : 1;
            case '--help':
                console.log(USAGE);
                return 0;
            default:
                console.error(USAGE);
                return 2;
        }
    } catch (error) {
        if (error instanceof SigningError || error instanceof LibraryNotFoundError) {
            console.error(error.message);
            return 1;
        }
        throw error;
    }
}

process.exitCode = main(process.argv.slice(2));
