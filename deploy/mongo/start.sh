#!/bin/bash
# Starts one member of the replica set. The key that members know each other by comes from the environment and is
# written where only mongod reads it. The first member also makes the administrator, on its first start.
set -euo pipefail

key=/tmp/replica-key
printf '%s\n' "${MONGO_REPLICA_KEY:?set MONGO_REPLICA_KEY in deploy/mongo/.env}" >"$key"
chmod 400 "$key"
chown mongodb:mongodb "$key"

if [[ $HOSTNAME == mongo1 ]]; then
  export MONGO_INITDB_ROOT_USERNAME=root
  export MONGO_INITDB_ROOT_PASSWORD=${MONGO_ROOT_PASSWORD:?set MONGO_ROOT_PASSWORD in deploy/mongo/.env}
fi
unset MONGO_REPLICA_KEY MONGO_ROOT_PASSWORD MONGO_PROGRAM_PASSWORD

exec docker-entrypoint.sh mongod --replSet rs0 --bind_ip_all --keyFile "$key" --wiredTigerCacheSizeGB 0.5
