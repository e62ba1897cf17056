package audience

// Kill ends the process as the system does when memory runs out.
func (a *Audience) Kill() error { return a.cmd.Process.Kill() }
