#!/bin/bash
# The shell's own tools. Lines in, lines out: README.md. Parameters come sorted.
LC_ALL=C
un() { printf %s "$1" | base64 -d; }
escape() { local s="$1" out= c i; for ((i = 0; i < ${#s}; i++)); do c=${s:i:1}; case $c in [A-Za-z0-9._~-]) out+=$c ;; *) printf -v c '%%%02X' "'$c"; out+=$c ;; esac; done; printf %s "$out"; }
while IFS= read -r line; do
    IFS=' ' read -r -a f <<<"${line//$'\t'/ }"
    id=${f[0]} signer=$(un "${f[1]}") method=$(un "${f[2]}") host=$(un "${f[4]}") path=$(un "${f[5]}") secret=$(un "${f[6]}")
    query= plain=()
    for ((i = 8; i < ${#f[@]}; i += 2)); do
        value=$(un "${f[i + 1]}")
        query+="${query:+&}$(escape "$(un "${f[i]}")")=$(escape "$value")"
        plain+=(--data-urlencode "$(un "${f[i]}")=$value")
    done
    if [ "$signer" = 'curl --data-urlencode' ]; then
        query=$(curl -sG --max-time 1 "${plain[@]}" -o /dev/null -w '%{url_effective}' http://127.0.0.1:1/)
        query=${query#*\?}
    fi
    text=$method$'\n'$host$'\n'$path$'\n'$query
    case $signer in
    'echo') hashed=$text$'\n'; signature=$(echo "$text" | openssl dgst -sha256 -hmac "$secret" -binary | base64) ;;
    'here-string') hashed=$text$'\n'; signature=$(openssl dgst -sha256 -hmac "$secret" -binary <<<"$text" | base64) ;;
    'echo -n without -e') hashed="$method\\n$host\\n$path\\n$query"; signature=$(echo -n "$hashed" | openssl dgst -sha256 -hmac "$secret" -binary | base64) ;;
    'openssl without -binary, base64') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha256 -hmac "$secret" | base64) ;;
    'openssl without -binary, base64 -w0') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha256 -hmac "$secret" | base64 -w0) ;;
    'openssl without -binary, cut') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha256 -hmac "$secret" | cut -d' ' -f2) ;;
    'openssl without -binary, cut, base64') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha256 -hmac "$secret" | cut -d' ' -f2 | tr -d '\n' | base64 -w0) ;;
    'openssl dgst without -hmac') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha256 -binary | base64) ;;
    'openssl dgst -sha1') hashed=$text; signature=$(echo -n "$text" | openssl dgst -sha1 -hmac "$secret" -binary | base64) ;;
    'secret with the newline of its file') hashed=$text; signature=$(printf %s "$text" | openssl dgst -sha256 -hmac "$secret"$'\n' -binary | base64) ;;
    *) hashed=$text; signature=$(printf %s "$text" | openssl dgst -sha256 -hmac "$secret" -binary | base64) ;;
    esac
    printf '%s\t%s\t%s\n' "$id" "$(printf %s "$signature" | base64 -w0)" "$(printf %s "$hashed" | base64 -w0)"
done
