package redistest

import "context"

// Require lets in nobody without this password from now on, through any door but the unix
// socket's connections that there are. It is not undone.
func (s *Server) Require(ctx context.Context, password string) error {
	_, err := s.Do(ctx, "ACL", "SETUSER", "default", "resetpass", ">"+password)
	return err
}

// Require is Server.Require on both servers, which know it of each other, as do the sentinels.
func (r *Replicated) Require(ctx context.Context, password string) error {
	for _, sentinel := range r.sentinels {
		if _, err := sentinel.Do(ctx, "SENTINEL", "SET", masterName, "auth-pass", password); err != nil {
			return err
		}
	}
	for _, s := range []*Server{r.Master, r.Replica} {
		if _, err := s.Do(ctx, "CONFIG", "SET", "masterauth", password); err != nil {
			return err
		}
		if err := s.Require(ctx, password); err != nil {
			return err
		}
	}
	return nil
}

// RequireOfSentinels lets nobody ask the sentinels without this password, not even each
// other.
func (r *Replicated) RequireOfSentinels(ctx context.Context, password string) error {
	for _, sentinel := range r.sentinels {
		if err := sentinel.Require(ctx, password); err != nil {
			return err
		}
	}
	return nil
}

// Require is Server.Require on every node.
func (s *Shards) Require(ctx context.Context, password string) error {
	for _, node := range s.Nodes {
		if err := node.Require(ctx, password); err != nil {
			return err
		}
	}
	return nil
}
