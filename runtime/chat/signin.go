package chat

// SignInText is the text that brings a member the code for the admin screen. It answers what
// the member has just asked for there, so it waits for no quiet hours.
func SignInText(room Room, to Member, code string) Direct {
	return Direct{To: to.Number, Body: room.say(msgSignIn, "code", code), Kind: SignIn}
}
