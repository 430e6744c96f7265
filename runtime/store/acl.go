package store

// ACLRules are the rules of a Redis user who may do what a room does and nothing else.
// They are words of ACL SETUSER, and of a line in a file of users:
//
//	user <name> on ><password> resetkeys ~smack:{<room>}:* resetchannels &smack:{<room>}:*
//	nocommands +@read +@write +@connection -@dangerous -scan -randomkey -dbsize
//	+eval +evalsha +script|load +publish +subscribe +unsubscribe +time +info
//	+cluster|slots
//
// What a script does is checked against them too. INFO is there because a room refuses a
// Redis that may evict its data, CLUSTER SLOTS because a Cluster's client asks for it;
// SCAN, RANDOMKEY and DBSIZE are not, because they tell of the keys of others.
//
// The user of a Sentinel is another one; it needs
//
//	user <name> on ><password> nocommands +@connection -@dangerous +subscribe +unsubscribe
//	+sentinel|get-master-addr-by-name +sentinel|sentinels +sentinel|replicas
//	resetchannels &+switch-master &+replica-reconf-done
func ACLRules(room string) []string {
	keys := newKeys(room).prefix + "*"
	return []string{
		"resetkeys", "~" + keys, "resetchannels", "&" + keys,
		"nocommands", "+@read", "+@write", "+@connection", "-@dangerous", "-scan", "-randomkey", "-dbsize",
		"+eval", "+evalsha", "+script|load", "+publish", "+subscribe", "+unsubscribe", "+time", "+info",
		"+cluster|slots",
	}
}
