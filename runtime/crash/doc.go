// Package crash kills everything that a room stands on, at random, and looks whether the
// phones show what the room's log says: three rooms in processes of their own, a Redis
// with an append-only file, and a carrier that misbehaves in every way it can.
//
// It promises that a run is told by its seed: SMACK_CRASH_SEED gives the short run
// another one, SMACK_SOAK (a duration, such as 10m) makes a long run with a seed of
// chance, and SMACK_CRASH_BINARY kills a smack-room that was built, at its own pace,
// instead of one that this program plays in a hurry. Only what is drawn repeats; what the machine makes of it is never twice the same.
//
// It leaves to others the single crash points (delivery's own tests) and the state of
// every recipient after every step (the model test of store).
package crash
