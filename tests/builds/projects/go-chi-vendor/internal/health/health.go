// Package health tells that the service answers.
package health

import "net/http"

// Handle answers.
func Handle(w http.ResponseWriter, _ *http.Request) {
	w.Write([]byte("ok\n"))
}
