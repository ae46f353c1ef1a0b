// Command report prints a line and ends.
package main

import "fmt"

func main() {
	fmt.Println("nothing to report")
}
