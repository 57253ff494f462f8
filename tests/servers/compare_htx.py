"""Private calls of the HTX exchange, signed by ccxt and by us: the whole URL is compared, byte for byte.

ccxt puts its four parameters first and the call's after them, sorted by themselves. Since the names of all of HTX's
parameters begin with a small letter, that is the order of the bytes, and no URL here differs in it. A POST carries its
parameters in a JSON body, which is not signed: ccxt is handed them, we are not.
"""

from signers import Dialect, Request
import oracles

KEYS = {"access_key": "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx", "secret": "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx"}
SPOT, CONTRACT = ("spot", "api.huobi.pro"), ("contract", "api.hbdm.com")

# Where, method, path with its variables filled in by ccxt, parameters, Unix time.
CALLS = (
    (SPOT, "GET", "v1/account/accounts", {}, 1494515970),
    (SPOT, "GET", "v1/account/accounts/{account-id}/balance", {"account-id": "100009"}, 1519862400),
    (SPOT, "GET", "v1/account/history", {"account-id": "5260185", "currency": "usdt", "size": "100"}, 1582934399),
    (SPOT, "GET", "v2/account/ledger",
     {"accountId": "5260185", "transactTypes": "transfer,trade", "startTime": "1629188212424"}, 1629448332),
    (SPOT, "GET", "v2/account/asset-valuation", {"accountType": "spot", "valuationCurrency": "USD"}, 1600000000),
    (SPOT, "GET", "v2/account/deposit/address", {"currency": "usdt"}, 1609459199),
    (SPOT, "GET", "v2/account/withdraw/address", {"currency": "xrp", "note": "my cold wallet (1)"}, 1609459200),
    (SPOT, "GET", "v1/query/deposit-withdraw",
     {"currency": "xrp", "type": "deposit", "from": "5", "size": "12", "direct": "prev"}, 1546300799),
    (SPOT, "GET", "v2/user/api-key", {"uid": "11223344", "accessKey": "edd4a9a5-xxxx"}, 1556668800),
    (SPOT, "GET", "v2/sub-user/query-deposit", {"subUid": "125538", "startTime": "0", "sort": "asc"}, 1573776000),
    (SPOT, "GET", "v1/order/openOrders",
     {"account-id": "100009", "symbol": "btcusdt", "side": "buy", "types": "buy-limit,sell-limit-maker"}, 1630000001),
    (SPOT, "GET", "v1/order/orders/{order-id}", {"order-id": "59378"}, 1494901162),
    (SPOT, "GET", "v1/order/orders/getClientOrder", {"clientOrderId": "a~b_c.d-1+2/3=é"}, 1700000000),
    (SPOT, "GET", "v1/order/orders/{order-id}/matchresults", {"order-id": "59378", "pair": "eth btc"}, 1494901163),
    (SPOT, "GET", "v1/order/history", {"symbol": "ethusdt", "start-time": "1494901162595", "size": "0"}, 1709164800),
    (SPOT, "GET", "v2/algo-orders/history", {"symbol": "btcusdt", "orderStatus": "canceled", "fromId": ""}, 1711929600),
    (SPOT, "GET", "v1/cross-margin/loan-orders", {"currency": "usdt", "state": "accrual", "end-date": "2019-12-31"},
     1577836799),
    (SPOT, "GET", "v2/reference/transact-fee-rate", {"symbols": "btcusdt,ethusdt,ltcusdt"}, 1735689599),
    (SPOT, "POST", "v1/order/orders/place",
     {"account-id": "100009", "amount": "10.1", "price": "100.1", "source": "api", "symbol": "ethusdt",
      "type": "buy-limit"}, 1494901162),
    (SPOT, "POST", "v1/order/orders/{order-id}/submitcancel", {"order-id": "59378"}, 1494901999),
    (SPOT, "POST", "v1/order/orders/batchcancel", {"order-ids": ["5983466", "5722939"]}, 1522540800),
    (SPOT, "POST", "v1/dw/withdraw/api/create",
     {"address": "0xde709f2102306220921060314715629080e2fb77", "amount": "0.05", "currency": "eth"}, 1538352000),
    (SPOT, "POST", "v2/account/transfer", {"from": "spot", "to": "linear-swap", "margin-account": "USDT"}, 1604188800),
    (CONTRACT, "GET", "v5/account/balance", {}, 1735689600),
    (CONTRACT, "GET", "v5/trade/order/history",
     {"contract_code": "BTC-USDT", "type": "1,3", "limit": "20", "direct": "next"}, 1740000000),
    (CONTRACT, "GET", "api/v1/contract_api_trading_status", {}, 1584489600),
    (CONTRACT, "GET", "swap-api/v1/swap_sub_auth_list", {"sub_uid": "123456,234567", "start_time": "1"}, 1651363200),
    (CONTRACT, "POST", "api/v1/contract_order",
     {"symbol": "BTC", "contract_type": "this_week", "client_order_id": 9086, "price": 29999, "volume": 1,
      "direction": "buy", "offset": "open", "lever_rate": 5, "order_price_type": "limit"}, 1543622400),
    (CONTRACT, "POST", "api/v1/contract_account_info", {"symbol": "BTC"}, 1541030400),
    (CONTRACT, "POST", "swap-api/v1/swap_cancelall", {"contract_code": "BTC-USD"}, 1588291200),
    (CONTRACT, "POST", "v5/trade/order",
     {"contract_code": "BTC-USDT", "margin_mode": "cross", "side": "buy", "type": "limit", "volume": "1"}, 1742000000),
)


def check(report, everybody):
    with report.group("ccxt: HTX") as group:
        for (api, host), method, path, params, unix_time in CALLS:
            endpoint = f"https://{host}/{path}"
            signed = dict(params)
            for name in params:
                if "{%s}" % name in path:
                    endpoint = endpoint.replace("{%s}" % name, signed.pop(name))
            request = Request(endpoint, tuple(signed.items()) if method == "GET" else (), **KEYS, unix_time=unix_time,
                              method=method, dialect=Dialect.HTX)
            theirs = oracles.ccxt_url(host, api, method, path, params, request)
            for signer in everybody:
                group.expect("equal", f"{method} {path} ({signer.name})", theirs, "?".join(signer.sent_or_not(request)))
