// Package greeting greets.
package greeting

// To greets someone.
func To(name string) string {
	return "hello, " + name
}
