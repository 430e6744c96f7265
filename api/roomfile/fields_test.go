package roomfile_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

// How a running room takes a changed field.
const (
	follows  = "follows"  // at once, without a restart
	restarts = "restarts" // the operator restarts its pods
	refuses  = "refuses"  // it would be another room, or no room file
)

// fields are all that a room file has. A new one must be listed here, which is the moment to
// ask what a running room does when it changes; runtime/room proves it for those that it follows.
var fields = map[string]string{
	"apiVersion": refuses, "kind": refuses, "room": refuses,
	"displayName": follows,
	"number.e164": follows, "number.type": follows, "number.messagingServiceSid": follows,
	"carrier.baseURL": restarts, "carrier.credentialsDir": follows,
	"webhook.baseURL": follows,
	"redis.addresses": restarts, "redis.mode": restarts, "redis.masterName": restarts, "redis.database": restarts,
	"redis.credentialsDir": restarts, "redis.tls.caDir": restarts, "redis.tls.certDir": restarts,
	"chat.admins": follows, "chat.access": follows, "chat.invites": follows, "chat.commandPrefix": follows,
	"chat.defaultRegion": follows, "chat.timeZone": follows, "chat.announceJoins": follows, "chat.welcome": follows,
	"chat.reactions": follows, "chat.optOut": follows, "chat.retention": restarts, "chat.language": follows,
	"limits.maxMembers": follows, "limits.messagesPerMinutePerMember": follows, "limits.segmentsPerDay": follows,
	"limits.invitesPerDay": follows, "limits.allowedCountries": follows,
	"delivery.messagesPerSecond": follows, "delivery.coalesce": follows, "delivery.receipts": follows,
	"delivery.validity": follows, "delivery.doubtGrace": follows, "delivery.onDoubt": follows,
	"rules": follows, "commands": follows, "services.allowedNetworks": follows,
	"admin.enabled": follows, "admin.tokenSecretRef.name": follows, "admin.readOnly": follows,
	"admin.trustedProxies": follows,
}

// walk visits the fields of a file by their names there; lists are one field each.
func walk(v reflect.Value, path string, visit func(path string, field reflect.Value)) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		field, at := v.Field(i), strings.TrimPrefix(path+"."+name, ".")
		if field.Kind() == reflect.Pointer && field.Type().Elem().Kind() == reflect.Struct {
			if field.IsNil() {
				field.Set(reflect.New(field.Type().Elem()))
			}
			field = field.Elem()
		}
		if field.Kind() == reflect.Struct {
			walk(field, at, visit)
			continue
		}
		visit(at, field)
	}
}

// change gives a field a value that it does not have.
func change(field reflect.Value) {
	switch field.Kind() {
	case reflect.String:
		field.SetString(field.String() + "1h")
	case reflect.Bool:
		field.SetBool(!field.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		field.SetInt(field.Int() + 7)
	case reflect.Slice:
		field.Set(reflect.Append(field, reflect.Zero(field.Type().Elem())))
	case reflect.Pointer:
		value := reflect.New(field.Type().Elem())
		if !field.IsNil() {
			value.Elem().Set(field.Elem())
		}
		change(value.Elem())
		field.Set(value)
	default:
		Fail(fmt.Sprint("no idea how to change a ", field.Kind()))
	}
}

var _ = Describe("The fields of a room file", func() {
	all := map[string]bool{}
	walk(reflect.ValueOf(new(roomfile.File)).Elem(), "", func(path string, _ reflect.Value) { all[path] = true })

	It("are all listed with what a running room does when they change", func() {
		Expect(slices.Sorted(maps.Keys(fields))).To(Equal(slices.Sorted(maps.Keys(all))))
	})

	for _, path := range slices.Sorted(maps.Keys(fields)) {
		how := fields[path]
		It(path+": a running room "+how, func() {
			last, next := running(), running()
			// What is not there equals its default; both files have every default.
			last.Defaults()
			next.Defaults()
			for _, file := range []*roomfile.File{&last, &next} {
				walk(reflect.ValueOf(file).Elem(), "", func(at string, field reflect.Value) {
					if at == path && file == &next {
						change(field)
					}
				})
			}
			Expect(next).NotTo(Equal(last))
			restart := roomfile.RestartFields(last, next)
			digests := []string{roomfile.RestartDigest(last), roomfile.RestartDigest(next)}
			if how != restarts {
				Expect(restart).To(BeEmpty())
				Expect(digests[1]).To(Equal(digests[0]))
				return
			}
			Expect(restart).To(HaveLen(1))
			Expect(path).To(Or(Equal(restart[0]), HavePrefix(restart[0]+".")))
			Expect(digests[1]).NotTo(Equal(digests[0]))
		})
	}
})
