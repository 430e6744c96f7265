package process

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from reaching the child before the sandbox has
// decided on the order of ending, and has the kernel end it if the sandbox is killed.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
