package twiliosim

import "strings"

// area is a North American area code and where it lies.
type area struct {
	code, country, region string
	place                 place
}

// place is what Twilio tells about where a number is registered.
type place struct {
	locality, postalCode, rateCenter, lata, latitude, longitude string
}

// areaCodes lists the geographic area codes of the North American Numbering Plan by region.
const areaCodes = `AL 205 251 256 334 659 938;AK 907;AZ 480 520 602 623 928;AR 479 501 870;
CA 209 213 279 310 323 341 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 805 818 820 831 840 858 909 916 925 949 951;
CO 303 719 720 970 983;CT 203 475 860 959;DE 302;DC 202 771;
FL 239 305 321 352 386 407 448 561 656 689 727 754 772 786 813 850 863 904 941 954;
GA 229 404 470 478 678 706 762 770 912 943;HI 808;ID 208 986;
IL 217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872;IN 219 260 317 463 574 765 812 930;
IA 319 515 563 641 712;KS 316 620 785 913;KY 270 364 502 606 859;LA 225 318 337 504 985;ME 207;
MD 227 240 301 410 443 667;MA 339 351 413 508 617 774 781 857 978;MI 231 248 269 313 517 586 616 734 810 906 947 989;
MN 218 320 507 612 651 763 952;MS 228 601 662 769;MO 314 417 557 573 636 660 816 975;MT 406;NE 308 402 531;
NV 702 725 775;NH 603;NJ 201 551 609 640 732 848 856 862 908 973;NM 505 575;
NY 212 315 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934;
NC 252 336 472 704 743 828 910 919 980 984;ND 701;OH 216 220 234 283 326 330 380 419 440 513 567 614 740 937;
OK 405 539 572 580 918;OR 458 503 541 971;PA 215 223 267 272 412 445 484 570 582 610 717 724 814 835 878;RI 401;
SC 803 839 843 854 864;SD 605;TN 423 615 629 731 865 901 931;
TX 210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979;
UT 385 435 801;VT 802;VA 276 434 540 571 703 757 804 826 948;WA 206 253 360 425 509 564;WV 304 681;
WI 262 274 414 534 608 715 920;WY 307`

// canadianAreaCodes are those of Canada by province.
const canadianAreaCodes = `AB 403 587 780 825;BC 236 250 604 672 778;MB 204 431;NB 506;NL 709;NS 782 902;
ON 226 249 289 343 365 416 437 519 548 613 647 705 807 905;QC 367 418 438 450 514 579 581 819 873;SK 306 639;YT 867`

// cities are the places of area codes that tests and demonstrations ask for. Others have a region only.
const cities = `212|New York|10001|NWYRCYZN01|132|40.7500|-73.9970
202|Washington|20001|WSHNGTNZN1|236|38.9122|-77.0177
206|Seattle|98101|SEATTLE|674|47.6114|-122.3305
213|Los Angeles|90012|LSAN DA 01|730|34.0614|-118.2385
303|Denver|80202|DENVER|656|39.7491|-104.9946
305|Miami|33130|MIAMI|460|25.7672|-80.2050
312|Chicago|60601|CHCGO ZN01|358|41.8858|-87.6181
404|Atlanta|30303|ATLANTA|438|33.7529|-84.3925
408|San Jose|95113|SNJS WEST|722|37.3333|-121.8907
415|San Francisco|94105|SNFC CNTRL|722|37.7864|-122.3892
503|Portland|97204|PORTLAND|672|45.5184|-122.6740
510|Oakland|94612|OKLD MNPDM|722|37.8080|-122.2670
512|Austin|78701|AUSTIN|558|30.2713|-97.7426
602|Phoenix|85004|PHOENIX|666|33.4515|-112.0685
615|Nashville|37201|NASHVILLE|470|36.1657|-86.7781
617|Boston|02108|BOSTON|128|42.3576|-71.0684
702|Las Vegas|89101|LAS VEGAS|721|36.1720|-115.1224
713|Houston|77002|HOUSTON|560|29.7589|-95.3677
808|Hilo|96720|HILO|834|19.7200|-155.0900
416|Toronto|M5H|TORONTO|888|43.6500|-79.3800
514|Montreal|H3B|MONTREAL|888|45.5000|-73.5700
604|Vancouver|V6B|VANCOUVER|888|49.2800|-123.1200`

// areasOf lists the area codes of the US or Canada.
func areasOf(country string) []area {
	table := map[string]string{"US": areaCodes, "CA": canadianAreaCodes}[country]
	var areas []area
	for line := range strings.SplitSeq(strings.ReplaceAll(table, "\n", ""), ";") {
		fields := strings.Fields(line)
		for _, code := range fields[min(1, len(fields)):] {
			areas = append(areas, area{code: code, country: country, region: fields[0], place: placeOf(code)})
		}
	}
	return areas
}

func placeOf(code string) place {
	_, after, ok := strings.Cut("\n"+cities, "\n"+code+"|")
	if !ok {
		return place{}
	}
	line, _, _ := strings.Cut(after, "\n")
	f := strings.Split(line, "|")
	return place{locality: f[0], postalCode: f[1], rateCenter: f[2], lata: f[3], latitude: f[4], longitude: f[5]}
}

// areaOf finds where a North American number lies, false for others.
func areaOf(e164 string) (area, bool) {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") {
		return area{}, false
	}
	for _, country := range []string{"US", "CA"} {
		for _, a := range areasOf(country) {
			if a.code == e164[2:5] {
				return a, true
			}
		}
	}
	return area{}, false
}

// upperCity is the city as webhooks have it.
func (p place) upperCity() string { return strings.ToUpper(p.locality) }
