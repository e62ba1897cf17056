// Package curation plans and promotes events: it proposes, and never decides.
package curation
