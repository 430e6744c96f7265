// Package twiliosim is a Twilio that runs here, so that Smack can be tested and tried without an
// account. It answers the REST API as Twilio does, HTTP for HTTP: paths, form bodies, basic
// authentication, JSON with every documented field, paging, error codes. It calls webhooks signed,
// with retries by the URL's connection overrides, and lives through each message's statuses at the
// pace of its sender. And it misbehaves exactly where a test tells it to.
//
// It promises that what a program learns here holds at Twilio. It leaves out what Smack does not
// use: voice, TwiML beyond Message, WhatsApp. US campaigns and verifications of toll-free numbers can
// be read, and are made by a test: people register them. No production program imports it.
//
//	sim := twiliosim.New(twiliosim.Options{Speed: 100})
//	base, err := sim.Start("127.0.0.1:0")  // the API's base URL
//	defer sim.Close()                      // waits for everything
//	number := sim.Account().Own("+14155550100")
//	number.SetSmsURL("http://127.0.0.1:8080/sms#rc=3&rp=5xx,ct,rt")
//	in, err := sim.Phone("+14155550111").Text(ctx, "+14155550100", "#join Ann") // in.Webhook tells what happened
//	text, err := sim.Phone("+14155550111").Next(ctx)                            // the reply
//	fault := sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHang, Method: "POST", Path: "/Messages.json", Times: 1})
//
// # What it does as Twilio does
//
//   - An account's token (and a secondary one during a rotation) or an API key opens its paths, a
//     parent's token those of its subaccounts; an API key opens everything but the account itself.
//   - AvailablePhoneNumbers sells from a stock that is the same in every run: any US or Canadian area
//     code, toll-free, and mobile numbers of some countries, of which some want an address or a bundle.
//   - Buying is not idempotent, and a released number never comes back.
//   - Segments leave at the rate of the number's type (1, 3, 100 a second); more than ten hours of
//     them are refused with 21611, what outlives its ValidityPeriod fails with 30036.
//   - Alone in a message, STOP and its like block a long code or toll-free number for that phone
//     (21610) and START lifts it; the webhook hears of it all the same. YES does not lift it on
//     toll-free. Short codes leave all of this to the program.
//   - The magic numbers of test credentials mean the same: +15005550006 works, others fail each in its way.
//   - Lists of messages are newest first; a queued message has no date_sent and fits no DateSent filter.
//   - With EnforceRegistration US phones get nothing from long codes without a verified campaign
//     (30034, 30035, 30033) and from toll-free numbers that are not verified (30032).
//   - A number with an emergency address is not released.
//   - A body counts in UTF-16 units against the limit of 1,600.
//
// # Control API
//
// Under /sim/ on the same listener, JSON in and out, without credentials, open to pages from other
// origins. Errors are {"error": "what is wrong"} with 400 or 404. A + in a path may stand as it is
// or as %2B.
//
//	GET    /sim/accounts                   {"accounts":[{"sid","authToken","friendlyName"}]}
//	GET    /sim/phones                     {"phones":[{"number","off","landline","messages"}]}
//	POST   /sim/phones                     {"number"}: adds a phone; an empty number makes one up. 201 with the phone
//	POST   /sim/phones/{number}            {"off","landline"}, each optional: switches it off, makes it a landline
//	GET    /sim/phones/{number}/messages   {"messages":[Bubble]}, oldest first, with delivery ticks in "status"
//	POST   /sim/phones/{number}/texts      {"to","body","media":["data:image/png;base64,…"]}, or multipart/form-data
//	                                       with fields to and body and files named media. 200 with
//	                                       {"message":Bubble,"webhook":{"delivered","status","errorCode","attempts","replies"}}
//	                                       once the webhook has answered; with ?wait=false 202 at once
//	GET    /sim/numbers                    {"numbers":[{"sid","number","type","accountSid","serviceSid","friendlyName",
//	                                       "smsURL","smsFallbackURL","statusCallback"}]}
//	POST   /sim/numbers                    {"number","smsURL"}: gives the first account a number or a short code. 201
//	POST   /sim/numbers/{n}/verification   {"status","reasons"}: of a toll-free number; no status withdraws it. 200
//	GET    /sim/services                   {"services":[{"sid","friendlyName","numbers","campaign"}]}
//	POST   /sim/services                   {"friendlyName","useInboundWebhookOnNumber"}: gives the first account one. 201
//	POST   /sim/services/{sid}/campaign    {"useCase","status","errors"}; no status withdraws it. 200
//	GET    /sim/faults                     {"faults":[{"id","hits","fault":Fault}]}
//	GET    /sim/faults/kinds               {"kinds":{"accept-then-hang":"what it does",…}}
//	POST   /sim/faults                     Fault, with durations such as "2s". 201 with {"id","hits","fault"}
//	DELETE /sim/faults                     ends all faults. 204
//	DELETE /sim/faults/{id}                ends one. 204
//	GET    /sim/counters                   Counters
//	POST   /sim/reset                      {"numbers":false}: forgets messages, faults, opt-outs, phones' screens; with
//	                                       true the numbers too. 204
//	GET    /sim/events                     Server-Sent Events: id, event (an EventKind), data (an Event)
//
// Pictures that phones send are served where Twilio would serve them, under
// /2010-04-01/Accounts/{AC}/Messages/{MM}/Media/{ME}; a Bubble's media point there, also for pictures
// that a program sent to a phone, of which the simulator fetches a copy first, as Twilio does.
package twiliosim
