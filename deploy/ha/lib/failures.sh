# Sourced by cluster: what can happen to a database machine, and how it is put right again.
#
#   killed     every process ends at once (kill -9), as when the power goes
#   frozen     every process stands still (SIGSTOP) and later goes on as if nothing had been
#   unplugged  the cable is out of the switch: it reaches nobody, nobody reaches it
#   split      it reaches no other database machine, but the applications still reach it
#   crashed    the same, and a moment later PostgreSQL falls over and starts again: what waited for its
#              replicas is seen on this machine now, and on no other

fail() {
  local name=$1 how=$2 other
  case $how in
    killed) while [ -n "$(processes_of "$name")" ]; do signal_all KILL "$name"; sleep 0.01; done ;;
    # Twice: a process may be born while the first round goes on.
    frozen) signal_all STOP "$name"; signal_all STOP "$name" ;;
    unplugged) ip -n "$(namespace switch)" link set "$name" down ;;
    split)
      for other in $(names_of database); do
        [ "$other" = "$name" ] || ip -n "$(namespace "$name")" route add blackhole "$(address_of "$other")/32"
      done ;;
    crashed) fail "$name" split; sleep 1; kill -9 $(process_on "$name" 'postgres: .*: walwriter') ;;
    *) echo "unknown failure: $how" >&2; return 2 ;;
  esac
}

repair() {
  local name=$1 how=$2 other
  case $how in
    killed) start_database "$name" ;;
    frozen) signal_all CONT "$name" ;;
    unplugged) ip -n "$(namespace switch)" link set "$name" up ;;
    split | crashed)
      for other in $(names_of database); do
        [ "$other" = "$name" ] || ip -n "$(namespace "$name")" route delete blackhole "$(address_of "$other")/32"
      done ;;
    *) echo "unknown failure: $how" >&2; return 2 ;;
  esac
}
