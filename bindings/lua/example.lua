#!/usr/bin/env luajit
-- Signs two requests, or with --published the two examples that Amazon's own guides print.
--
--     luajit example.lua [--published]
--
-- The keys are those in the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or else the example keys of the
-- guides. Nothing is sent.

package.path = (arg[0]:match "^(.*/)" or "./") .. "?.lua;" .. package.path
local asr = require "aws_signed_request"

--- Ends the program with the reason if there is no result.
local function need(result, message)
    if not result then
        io.stderr:write(message, "\n")
        os.exit(1)
    end
    return result
end

--- The function of 2009, called as its documentation called it.
local function product_advertising(public_key, private_key)
    local url = need(asr.aws_signed_request("com", {
        Operation = "ItemLookup",
        ItemId = "0679722769",
        ResponseGroup = "ItemAttributes,Offers,Images,Reviews",
    }, public_key, private_key))
    print "aws_signed_request"
    print("    " .. url)
end

--- A service that still asks for this signature, at every stage of the way.
local function simpledb(public_key, private_key)
    local signer = need(asr.signer {
        endpoint = "https://sdb.amazonaws.com/", access_key = public_key, secret = private_key,
    })
    local params = {
        Action = "Select",
        SelectExpression = "select * from books where title like 'The Stranger%'",
        Version = "2009-04-15",
    }
    -- One time for all stages, so that they are those of one request.
    local now = os.time()
    for _, stage in ipairs { "canonical", "string_to_sign", "signature", "query", "url", "error" } do
        print(stage:upper())
        local text = need(signer[stage](signer, params, "GET", now))
        for line in (text ~= "" and text or "(nothing is wrong)"):gmatch "[^\n]+" do
            print("    " .. line)
        end
    end
end

--- A URL as it stands, and what the server asks of it.
local function existing_url(public_key, private_key)
    local url = need(asr.sign_url {
        url = "https://sdb.amazonaws.com/?Action=ListDomains&Version=2009-04-15",
        access_key = public_key, secret = private_key,
    })
    print "sign_url"
    print("    " .. url)
    print("verify_url: " .. tostring(need(asr.verify_url { url = url, secret = private_key })))
    need(asr.check_time { url = url, window = 900 })
    print "check_time: in time"
end

--- Whether both examples come out as they are printed.
local function published()
    -- Amazon Product Advertising API Developer Guide (API version 2011-08-01), Example REST Requests.
    local item_lookup = asr.aws_signed_request("com", {
        Operation = "ItemLookup",
        ItemId = "0679722769",
        ResponseGroup = "ItemAttributes,Offers,Images,Reviews",
    }, "00000000000000000000", "1234567890", nil, "2009-01-06", 1230811200)
    local printed_url = "http://webservices.amazon.com/onca/xml?AWSAccessKeyId=00000000000000000000&ItemId=0679722769"
        .. "&Operation=ItemLookup&ResponseGroup=ItemAttributes%2COffers%2CImages%2CReviews&Service=AWSECommerceService"
        .. "&Timestamp=2009-01-01T12%3A00%3A00Z&Version=2009-01-06"
        .. "&Signature=Nace%2BU3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg%3D"

    -- AWS General Reference, Signature Version 2 Signing Process. Its time stamp has no Z, so it is given as it is.
    local describe_job_flows = need(asr.signer {
        endpoint = "https://elasticmapreduce.amazonaws.com/",
        secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        dialect = "AS_GIVEN",
    }):signature {
        AWSAccessKeyId = "AKIAIOSFODNN7EXAMPLE",
        Action = "DescribeJobFlows",
        SignatureMethod = "HmacSHA256",
        SignatureVersion = "2",
        Timestamp = "2011-10-03T15:19:30",
        Version = "2009-03-31",
    }
    local printed_signature = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="

    local right = true
    for _, each in ipairs {
        { "ItemLookup", item_lookup, printed_url },
        { "DescribeJobFlows", describe_job_flows, printed_signature },
    } do
        local name, computed, printed = unpack(each)
        print(name .. ": " .. (computed == printed and "as printed" or "NOT as printed"))
        print("    " .. tostring(computed))
        right = right and computed == printed
    end
    return right
end

if arg[1] == "--published" and not arg[2] then
    os.exit(published() and 0 or 1)
elseif arg[1] then
    io.stderr:write "usage: luajit example.lua [--published]\n"
    os.exit(2)
end
local public_key = os.getenv "AWS_ACCESS_KEY_ID" or "AKIAIOSFODNN7EXAMPLE"
local private_key = os.getenv "AWS_SECRET_ACCESS_KEY" or "1234567890"
product_advertising(public_key, private_key)
simpledb(public_key, private_key)
existing_url(public_key, private_key)
