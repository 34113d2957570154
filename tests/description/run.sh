#!/bin/sh
# Reads openapi.yaml as its users do: Redocly and Spectral have nothing to complain of, and clients that openapi-typescript and hey-api
# generate from it compile in the strictest way and get from a running program what the types say.
cd "$(dirname "$0")/../.." || exit 2
program=$PWD/${1:-build/landscaped}
place=build/description
mkdir -p $place

if ! cmp -s tests/description/package.json $place/package.json || [ ! -d $place/node_modules ]; then
	cp tests/description/package.json $place/
	npm install --prefix $place --no-package-lock --no-audit --no-fund --loglevel=error || exit 2
fi
cp tests/description/tsconfig.json tests/description/client.ts $place/
cd $place || exit 2
"$program" openapi >openapi.yaml || exit 1
status=0

if npx redocly lint openapi.yaml --extends recommended --max-problems 50 >redocly.log 2>&1 && ! grep -qE '^(\[|warning)' redocly.log; then
	echo "description: redocly has nothing to complain of"
else
	cat redocly.log && status=1
fi
echo 'extends: ["spectral:oas"]' >.spectral.yaml
if npx spectral lint openapi.yaml --fail-severity=hint >spectral.log 2>&1; then
	echo "description: spectral has nothing to complain of"
else
	cat spectral.log && status=1
fi

rm -rf sdk types.d.ts out
if ! { npx openapi-typescript openapi.yaml -o types.d.ts && npx openapi-ts -i openapi.yaml -o sdk && npx tsc -p .; } >generate.log 2>&1; then
	cat generate.log
	exit 1
fi
: >server.log
"$program" serve --listen 127.0.0.1:0 --log-requests 0 2>server.log &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null' EXIT
for _ in $(seq 100); do
	address=$(sed -n 's/.*"event":"start".*"address":"\([^"]*\)".*/\1/p' server.log)
	[ -n "$address" ] && break
	sleep 0.3
done
BASE=http://$address node out/client.js && echo "description: the clients get what the types say" || status=1
exit $status
