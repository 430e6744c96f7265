package room

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/webhook"
)

// ChatRoom is the room as chat knows it.
func ChatRoom(f roomfile.File) (chat.Room, error) {
	zone, err := time.LoadLocation(f.Chat.TimeZone)
	if err != nil {
		return chat.Room{}, fmt.Errorf("chat.timeZone: %w", err)
	}
	prefix, _ := utf8.DecodeRuneInString(f.Chat.CommandPrefix)
	return chat.Room{
		Name:              f.DisplayName,
		Number:            chat.E164(f.Number.E164),
		NumberType:        numberType(f.Number.Type),
		Prefix:            prefix,
		Region:            region(f),
		TimeZone:          zone,
		Admins:            admins(f.Chat.Admins),
		InviteOnly:        f.Chat.Access == roomfile.InviteOnly,
		Invites:           invites(f.Chat.Invites),
		AnnounceJoins:     *f.Chat.AnnounceJoins,
		Language:          chat.Language(f.Chat.Language),
		Reactions:         reactions(f.Chat.Reactions),
		Welcome:           f.Chat.Welcome,
		SelfOptOut:        f.Chat.OptOut == roomfile.OptOutSelf,
		SegmentsPerSecond: int(*f.Delivery.MessagesPerSecond),
		SegmentsPerDay:    *f.Limits.SegmentsPerDay,
		MaxMembers:        int(*f.Limits.MaxMembers),
		ChatPerMinute:     int(*f.Limits.MessagesPerMinutePerMember),
		InvitesPerDay:     int(*f.Limits.InvitesPerDay),
		AllowedCountries:  f.Limits.AllowedCountries,
		Segments:          segments,
		Commands:          customCommands(f.Commands),
	}, nil
}

// customCommands are those that may be used.
func customCommands(all []roomfile.Command) []chat.CustomCommand {
	var usable []chat.CustomCommand
	for _, c := range all {
		if *c.Enabled {
			usable = append(usable, chat.CustomCommandOf(c))
		}
	}
	return usable
}

// extensionSettings are what services may be asked.
func extensionSettings(f roomfile.File, room chat.Room) extension.Settings {
	return extension.Settings{
		Name: f.Room, Chat: room, Commands: f.Commands, Allowed: f.Services.Networks(), BaseURL: baseURL(f),
	}
}

func segments(body string) int { return carrier.Segments(body).Segments }

func numberType(t roomfile.NumberType) chat.NumberType {
	switch t {
	case roomfile.TollFree:
		return chat.TollFree
	case roomfile.ShortCode:
		return chat.ShortCode
	default:
		return chat.LongCode
	}
}

func invites(i roomfile.Invites) chat.InvitePolicy {
	switch i {
	case roomfile.InvitesAdmins:
		return chat.AdminsInvite
	case roomfile.InvitesOff:
		return chat.NobodyInvites
	default:
		return chat.MembersInvite
	}
}

func reactions(r roomfile.Reactions) chat.Reactions {
	switch r {
	case roomfile.ReactionsBroadcast:
		return chat.BroadcastReactions
	case roomfile.ReactionsDrop:
		return chat.DropReactions
	default:
		return chat.FoldReactions
	}
}

func admins(numbers []string) []chat.E164 {
	list := make([]chat.E164, len(numbers))
	for i, n := range numbers {
		list[i] = chat.E164(n)
	}
	return list
}

// region is where numbers without a country code are read: the number's own country, the
// United States for short codes, which belong to no country by their digits.
func region(f roomfile.File) string {
	if f.Chat.DefaultRegion != "" {
		return f.Chat.DefaultRegion
	}
	if own := chat.E164(f.Number.E164).Country(); own != "" {
		return own
	}
	return "US"
}

func webhookSettings(now *inForce) webhook.Settings {
	return webhook.Settings{
		Room:    now.room,
		Rules:   now.rules,
		BaseURL: baseURL(now.file),
	}
}

func baseURL(f roomfile.File) string { return strings.TrimRight(f.Webhook.BaseURL, "/") }

// deliverySettings are how the room sends. mediaKey signs the addresses of pictures.
func deliverySettings(f roomfile.File, room chat.Room, mediaKey []byte, now func() time.Time) delivery.Settings {
	base := baseURL(f)
	return delivery.Settings{
		Number:              f.Number.E164,
		MessagingServiceSID: f.Number.MessagingServiceSid,
		Rate:                int(*f.Delivery.MessagesPerSecond),
		Budget:              *f.Limits.SegmentsPerDay,
		Validity:            f.Delivery.Validity.Value(),
		DoubtGrace:          f.Delivery.DoubtGrace.Value(),
		Receipts:            f.Delivery.Receipts,
		OnDoubt:             f.Delivery.OnDoubt,
		Coalesce:            f.Delivery.Coalesce,
		StatusCallback:      base + "/status",
		Room:                room,
		Media: func(m chat.Media) string {
			if m.Public {
				return m.URL
			}
			return webhook.PictureAddress(base, mediaKey, m.URL, now().Add(webhook.PictureLifetime))
		},
	}
}

// StoreOptions are what the store is told of the room.
func StoreOptions(f roomfile.File) store.Options {
	return store.Options{
		Segments: segments, Plain: carrier.Plain, Retention: f.Chat.Retention.Value(),
		Effect: delivery.EffectOf, Pause: delivery.PauseOf(time.Now),
	}
}

// carrierCredentials come from the directory that the file names, else from the environment.
func carrierCredentials(f roomfile.File, getenv func(string) string) (carrier.Credentials, error) {
	if f.Carrier.CredentialsDir != "" {
		return carrier.CredentialsFromDir(f.Carrier.CredentialsDir)
	}
	return carrier.CredentialsFromEnv(getenv)
}
