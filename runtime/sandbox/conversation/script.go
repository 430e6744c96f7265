package conversation

import (
	"fmt"
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/extension/sample/weather"
)

// Script is the conversation that a fresh room hears, told from the outside: the
// words are those that phones must show. now is the day on which Ann joins, as the
// room writes it.
func Script(room, today string) []Turn {
	return slices.Concat(joining(room), chatting(), profiles(today), muting(), pausing(room), asking())
}

// Extended is the Script of a room that has been given what its owner may add, as the sandbox's
// sample has.
func Extended(room string, now time.Time) []Turn {
	return slices.Concat(Script(room, now.Format(dateLayout)), ruled(), serviced(now))
}

// dateLayout is how the room writes a day.
const dateLayout = "2 Jan 2006"

// FirstChat is the first chat line as it arrives.
const FirstChat = "Ann: Dinner at ours, 8 o'clock?"

func joining(room string) []Turn {
	welcome := func(name string) string {
		return fmt.Sprintf("Welcome to %s, %s! #help for commands, #leave to leave. "+
			"HELP for help, STOP to end. Msg frequency varies, msg&data rates may apply.", room, name)
	}
	return []Turn{
		{"Ann", "#join Ann", hear{"Ann": {welcome("Ann")}}},
		{"Bob", "#join Bob", hear{"Bob": {welcome("Bob")}, "Ann": {"Bob joined"}}},
		{"Cid", "#join Cid", hear{"Cid": {welcome("Cid")}, "Ann": {"Cid joined"}, "Bob": {"Cid joined"}}},
	}
}

func chatting() []Turn {
	return []Turn{
		{"Ann", "Dinner at ours, 8 o'clock?", hear{
			"Bob": {FirstChat}, "Cid": {FirstChat},
		}},
		{"Bob", "Count me in!", hear{"Ann": {"Bob: Count me in!"}, "Cid": {"Bob: Count me in!"}}},
		{"Cid", "I bring dessert", hear{"Ann": {"Cid: I bring dessert"}, "Bob": {"Cid: I bring dessert"}}},
	}
}

func profiles(today string) []Turn {
	return []Turn{
		{"Cid", "#who Ann", hear{"Cid": {"The profile of Ann is private."}}},
		{"Ann", "#private off", hear{"Ann": {
			"Your profile is public: the others can see your number, your place and since when you are a member.",
		}}},
		{"Cid", "#who Ann", hear{"Cid": {
			fmt.Sprintf("Ann: +14155550101, member since %s, admin, San Francisco CA US.", today),
		}}},
	}
}

func muting() []Turn {
	return []Turn{
		{"Bob", "#mute Cid on", hear{"Bob": {"You get no messages from Cid any more. To undo: #mute Cid off"}}},
		{"Cid", "And then karaoke, all night", hear{"Ann": {"Cid: And then karaoke, all night"}}},
		{"Bob", "#mute Cid off", hear{"Bob": {"You get the messages of Cid again."}}},
	}
}

func pausing(room string) []Turn {
	return []Turn{
		{"Bob", "#stop", hear{"Bob": {
			fmt.Sprintf("You have stopped and get no more messages from %s. To come back, text #start", room),
		}}},
		{"Ann", "Make it 9, the oven is slow", hear{"Cid": {"Ann: Make it 9, the oven is slow"}}},
		{"Bob", "#start", hear{"Bob": {
			fmt.Sprintf("Welcome back to %s, Bob! You missed 1 message. To get it, text #resend", room),
		}}},
		{"Bob", "#resend", hear{"Bob": {"Ann: Make it 9, the oven is slow"}}},
	}
}

func asking() []Turn {
	return []Turn{
		{"Cid", "#lits", hear{"Cid": {"There is no command #lits. Did you mean #list? Text #help for all commands."}}},
		{"Cid", "#list", hear{"Cid": {"3 members: Ann (admin), Bob, Cid"}}},
	}
}

// ruled is what the sample's rule answers.
func ruled() []Turn {
	return []Turn{
		{"Cid", "WHO BRINGS WINE", hear{
			"Cid": {"Easy, Cid: no need to shout."}, "Ann": {"Cid: WHO BRINGS WINE"}, "Bob": {"Cid: WHO BRINGS WINE"},
		}},
	}
}

// serviced is what the sample's services answer, one in Smack's format and one in Slack's.
func serviced(now time.Time) []Turn {
	return []Turn{
		{"Ann", "#random add dinner pizza", hear{"Ann": {"dinner: 1 on the list."}}},
		{"Ann", "#random dinner", hear{"Ann": {"pizza"}}},
		{"Bob", "#wx Lisbon", hear{"Bob": {"Lisbon: " + weather.Of("Lisbon", now)}}},
	}
}

// hear is what phones hear, by name.
type hear = map[string][]string
