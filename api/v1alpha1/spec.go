package v1alpha1

import "strings"

// DefaultReplicas is the number of pods of a room that asks for none in particular.
const DefaultReplicas int32 = 2

// DisplayName is what members see.
func (r *SmackRoom) DisplayName() string {
	if r.Spec.DisplayName != "" {
		return r.Spec.DisplayName
	}
	return r.Name
}

// Replicas is the number of pods asked for.
func (r *SmackRoom) Replicas() int32 {
	if r.Spec.Replicas == nil {
		return DefaultReplicas
	}
	return *r.Spec.Replicas
}

// ExternalRedis is the Redis that exists, or nil if the operator runs one.
func (r *SmackRoom) ExternalRedis() *ExternalRedis {
	if r.Spec.Redis == nil {
		return nil
	}
	return r.Spec.Redis.External
}

// ManagedRedis is the Redis that the operator runs, or nil if one exists.
func (r *SmackRoom) ManagedRedis() *ManagedRedis {
	switch {
	case r.ExternalRedis() != nil:
		return nil
	case r.Spec.Redis == nil || r.Spec.Redis.Managed == nil:
		return &ManagedRedis{}
	default:
		return r.Spec.Redis.Managed
	}
}

// PublicURL is where Twilio reaches the room, without a slash at the end: the room's
// paths (/sms, /status, /media) follow it.
func (r *SmackRoom) PublicURL() string {
	e := r.Spec.Exposure
	switch {
	case e.Ingress != nil:
		return "https://" + e.Ingress.Host + r.PublicPath()
	case e.Gateway != nil:
		return "https://" + e.Gateway.Hostname + r.PublicPath()
	default:
		return strings.TrimRight(e.BaseURL, "/")
	}
}

// PublicPath is the path of the Ingress or HTTPRoute, without a slash at the end;
// empty for the root. It means nothing when exposure.baseURL is used.
func (r *SmackRoom) PublicPath() string {
	path := ""
	switch e := r.Spec.Exposure; {
	case e.Ingress != nil:
		path = e.Ingress.Path
	case e.Gateway != nil:
		path = e.Gateway.Path
	}
	if path == "" {
		path = "/" + r.Namespace + "/" + r.Name
	}
	return strings.TrimRight(path, "/")
}

// Paused says whether someone holds the operator back.
func (r *SmackRoom) Paused() bool { return r.Annotations[PausedAnnotation] == "true" }

// OrphanOnDelete says whether a deleted room's number is left as it is.
func (r *SmackRoom) OrphanOnDelete() bool { return r.Annotations[OrphanOnDeleteAnnotation] == "true" }
