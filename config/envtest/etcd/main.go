// Etcd is the database under the API server that tests and the sandbox run: upstream's
// own program, built from its server module alone.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
