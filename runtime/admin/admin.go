// Package admin is what a room's admins see and do: the screen, and the API under it.
//
// It promises that nothing is shown or changed without somebody who may see or change it,
// that every change is in the audit log, and that numbers are masked and texts absent for
// who may only look, whatever page or program asks.
//
// It leaves to others what a change does to the room (chat), that it happens whole and once
// (store), and on which port all this is served.
package admin
