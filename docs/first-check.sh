#!/usr/bin/env bash
# One real check from a tablet's push to an answered escalation and a proof, with curl, OpenSSL and Python, against the sample
# department: CODE=… docs/first-check.sh. It leaves tablet.pem, checks.csv, checkpoint and proof.json in the current folder.
set -eu
B=${B:-http://localhost:8080} CODE=${CODE:?the enrolment code that the server printed}
json() { python3 -c 'import json,sys
d = json.load(sys.stdin)
for k in sys.argv[1].split("."): d = d[int(k)] if k.isdigit() else d[k]
print(d)' "$1"; }
b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
sign() { printf %s "$1" >message; openssl pkeyutl -sign -inkey tablet.pem -rawin -in message | b64url; }
post() { curl -sS -H 'Content-Type: application/json' ${3:+-H "Authorization: Bearer $3"} "$B$1" -d "$2"; }
get() { curl -sS -H "Authorization: Bearer $2" "$B$1"; }

# A tablet with a key of its own is enrolled, and proves that it holds the key.
openssl genpkey -algorithm ed25519 -out tablet.pem
X=$(openssl pkey -in tablet.pem -pubout -outform DER | tail -c 32 | b64url)
DEVICE=$(post /v1/devices '{"code":"'$CODE'","name":"LA1 tablet","publicKey":{"kty":"OKP","crv":"Ed25519","x":"'$X'"}}' | json deviceId)
NONCE=$(curl -sS -X POST $B/v1/devices/$DEVICE/challenge | json nonce)
TABLET=$(post /v1/devices/$DEVICE/token '{"nonce":"'$NONCE'","signature":"'$(sign $NONCE)'"}' | json accessToken)

# Sam signs in by PIN on it; Rosa, a radiographer, and Ana, an auditor, by password somewhere else.
SAM=$(post /v1/sessions '{"username":"sam.scsw","pin":"482615"}' $TABLET | json staff.id)
ROSA=$(post /v1/sessions '{"username":"rosa.radiographer","password":"runup-demo"}' | json accessToken)
ANA=$(post /v1/sessions '{"username":"ana.auditor","password":"runup-demo"}' | json accessToken)

# Offline, Sam checks the hoist. Its emergency stop does not work, and the tablet wrongly claims a pass.
HASH=$(get /v1/checklists/hoist-pre-use $TABLET | json hash)
OP=$(python3 -c 'import uuid; print(uuid.uuid4())') NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
PAYLOAD='{"opId":"'$OP'","type":"check.completed","schema":1,"deviceId":"'$DEVICE'","deviceSeq":1,"prev":null,"performedBy":"'$SAM'","auth":"pin","checklist":{"id":"hoist-pre-use","hash":"'$HASH'"},"equipment":"hoist-1","occurrence":null,"startedAt":"'$NOW'","finishedAt":"'$NOW'","zone":"Europe/London","clock":{"monotonicMs":1,"epoch":1},"readings":{"emergency-stop":{"value":false}},"verdict":"pass","note":""}'
BATCH=$(python3 -c 'import json,sys; print(json.dumps({"batchId":"first","ops":[dict(zip(("opId","payload","signature"),sys.argv[1:]))]}))' "$OP" "$PAYLOAD" "$(sign "$PAYLOAD")")
RESULT=$(post /v1/sync/push "$BATCH" $TABLET)
echo "The server judged: $(echo "$RESULT" | json results.0.verdict), flags $(echo "$RESULT" | json results.0.flags)"
echo "The hoist is now: $(get /v1/equipment/hoist-1 $ROSA | json status)"

# Rosa takes it on. Ana downloads the checks, the signed checkpoint and the proof that this one is in the logbook.
ID=$(echo "$RESULT" | json results.0.escalations.0.id) POSITION=$(echo "$RESULT" | json results.0.position)
echo "The escalation is: $(post /v1/escalations/$ID/acknowledge '{"version":1}' $ROSA | json state)"
get "/v1/exports/checks.csv?equipment=hoist-1" $ANA >checks.csv
get /v1/logbook/checkpoint $ANA >checkpoint
get "/v1/logbook/proofs/inclusion?position=$POSITION&size=$(sed -n 2p checkpoint)" $ANA >proof.json
echo "Entry $POSITION is proven in a tree of $(sed -n 2p checkpoint) by $(json hashes <proof.json | tr , '\n' | wc -l) hashes"
