// Package browser holds the tests that look at the admin screen as people do: in a browser, on a
// whole room whose phones are the simulator's.
//
// It promises nothing to programs. SMACK_CHROMIUM and SMACK_AXE name the browser and axe-core, as
// config/envtest/browser prints them; without them these tests are left out. SMACK_SCREENSHOTS
// names a directory to which they write what they saw.
//
// It leaves to others what a page may show and do: that is tested without a browser.
package browser
