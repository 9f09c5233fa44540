# Sourced by cluster: the machines. Each is a network namespace with a folder of its own below DIR;
# one more namespace is the switch that they are plugged into. Whatever runs in one of them was
# started by us, so a machine can be killed or frozen as a whole.

service_user=postgres

# namespace MACHINE: its name among the namespaces of this computer.
namespace() { echo "$id-$1"; }

# list_machines [ROLE]: "name address role" lines.
list_machines() { awk -v role="${1:-}" '$1 !~ /^#/ && (role == "" || $3 == role)' "$dir/machines"; }
names_of() { list_machines "${1:-}" | awk '{print $1}'; }
address_of() { list_machines | awk -v name="$1" '$1 == name {print $2}'; }

# The switch has no way out: nothing that runs here can reach anything else.
make_machines() {
  local switch name address
  switch=$(namespace switch)
  ip netns add "$switch"
  ip -n "$switch" link add switch type bridge
  ip -n "$switch" link set switch up
  while read -r name address _; do
    ip netns add "$(namespace "$name")"
    ip -n "$switch" link add "$name" type veth peer name lan netns "$(namespace "$name")"
    ip -n "$switch" link set "$name" master switch up
    ip -n "$(namespace "$name")" link set lo up
    ip -n "$(namespace "$name")" address add "$address/24" dev lan
    ip -n "$(namespace "$name")" link set lan up
  done < <(list_machines)
}

processes_of() { ip netns pids "$(namespace "$1")" 2>/dev/null || true; }

# process_on MACHINE PATTERN: the process there whose command line begins so.
process_on() {
  local pid
  for pid in $(processes_of "$1"); do
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "^$2" && echo "$pid" && return
  done
}

# signal_all SIGNAL MACHINE: every process of the machine.
signal_all() {
  local pids
  pids=$(processes_of "$2")
  [ -z "$pids" ] || kill "-$1" $pids 2>/dev/null || true
}

remove_machines() {
  local name
  for name in $(names_of) switch; do
    while [ -n "$(processes_of "$name")" ]; do signal_all KILL "$name"; sleep 0.1; done
    ip netns delete "$(namespace "$name")" 2>/dev/null || true
  done
}

# as_root_on MACHINE COMMAND...: with the machine's network, nothing else changed.
as_root_on() {
  local name=$1
  shift
  nsenter --net="/run/netns/$(namespace "$name")" -- "$@"
}

# run_on MACHINE COMMAND...: as the service user, without the caller's environment and terminal.
run_on() {
  local name=$1
  shift
  as_root_on "$name" setpriv --reuid=$service_user --regid=$service_user --init-groups --no-new-privs \
    env -i -C "$dir/$name" PATH=/usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$dir/$name" "$@"
}

# start_on MACHINE SERVICE COMMAND...: in the background, with a log in DIR/NAME/var/log.
start_on() {
  local name=$1 service=$2
  shift 2
  setsid --fork "$me" run "$dir" "$name" "$@" >>"$dir/$name/var/log/$service.log" 2>&1 </dev/null
}
