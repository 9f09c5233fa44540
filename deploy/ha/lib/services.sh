# Sourced by cluster: what runs on the machines, started by hand as systemd does it on real ones.

etc() { echo "$dir/$1/etc/kakehashi-ha"; }

make_folders() {
  local name role
  while read -r name _ role; do
    mkdir -p "$dir/$name"/{run/postgresql,run/haproxy,var/log,var/lib/postgresql/15,var/lib/etcd,etc}
    [ "$role" = desk ] || cp -r "$dir/configuration/$name" "$(etc "$name")"
  done < <(list_machines)
  mkdir "$dir/program" "$dir/documents"
  chmod 711 "$dir"
  for name in $(names_of) documents; do chown -R $service_user: "$dir/$name"; done
}

start_database() {
  start_on "$1" etcd etcd --config-file "$(etc "$1")/etcd.yml"
  start_on "$1" patroni patroni "$(etc "$1")/patroni.yml"
}

start_application() {
  start_on "$1" haproxy haproxy -db -f "$(etc "$1")/haproxy.cfg"
}

# start_programs BUILD: an office with one colleague, and a program on each application machine. The
# folder of documents is one for both, as it must be on real machines.
start_programs() {
  local name first
  cp -r "$1/kakehashi" "$1/static" "$dir/program"
  chmod -R a+rX "$dir/program"
  first=$(names_of application | head -1)
  run_on "$first" "$dir/program/kakehashi" user add --data "$dir/documents" --config "$(etc "$first")/kakehashi.conf" \
    --login saeki --name '佐伯 真理' --office 'みなと市立総合病院' --password umi-wo-wataru-hashi --own-password >/dev/null
  for name in $(names_of application); do
    start_on "$name" kakehashi "$dir/program/kakehashi" serve --data "$dir/documents" --config "$(etc "$name")/kakehashi.conf"
  done
  for name in $(names_of application); do
    run_on "$name" curl -s --retry 30 --retry-connrefused --retry-delay 1 --fail -o /dev/null "http://$(address_of "$name"):8080/readyz"
  done
}

# stop_machine NAME: as systemd does it; what is still there after 20 s is killed.
stop_machine() {
  local tries
  signal_all CONT "$1"
  signal_all TERM "$1"
  for tries in $(seq 200); do
    [ -n "$(processes_of "$1")" ] || return 0
    sleep 0.1
  done
  signal_all KILL "$1"
}

# patronictl ...: asked on the first database machine that answers.
patronictl() {
  local name
  for name in $(names_of database); do
    run_on "$name" timeout 10 patronictl -c "$(etc "$name")/patroni.yml" "$@" 2>/dev/null && return 0
  done
  return 1
}

# members MACHINE: "name role state timeline" of each member, as this machine knows them.
members() {
  run_on "$1" curl -s --max-time 2 --cacert "$(etc "$1")/ca.crt" "https://$(address_of "$1"):8008/cluster" |
    node "$here/lib/members.mjs"
}

# whole: every database machine says that one leads, all others follow in step, on one timeline.
whole() {
  local name list first=
  for name in $(names_of database); do
    list=$(members "$name") || return 1
    [ "${first:=$list}" = "$list" ] || return 1
  done
  [ "$(wc -l <<<"$list")" -eq "$(names_of database | wc -l)" ] &&
    [ "$(grep -c ' leader running ' <<<"$list")" -eq 1 ] &&
    ! grep -v ' leader running ' <<<"$list" | grep -qv ' sync_standby \(running\|streaming\) ' &&
    [ "$(awk '{print $4}' <<<"$list" | sort -u | wc -l)" -eq 1 ]
}

# wait_until_whole SECONDS
wait_until_whole() {
  local end=$((SECONDS + $1))
  until whole; do
    [ $SECONDS -lt $end ] || { echo "The cluster did not get whole in $1 s:" >&2; patronictl list >&2; return 1; }
    sleep 0.5
  done
}
