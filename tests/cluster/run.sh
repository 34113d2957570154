#!/bin/sh
# What one machine can show of many: replicas behind the nginx.conf that is shipped, and the files in docker/ read as their users read them.
# Argument: the program (build/landscaped). Everything happens on the loopback interface, and whatever is started here is ended here.
cd "$(dirname "$0")/../.." || exit 2
exec python3 -B tests/cluster/run.py "${1:-build/landscaped}"
