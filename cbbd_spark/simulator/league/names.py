"""Word lists for invented schools, conferences and people: no real team is meant."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PLACES = _words(
    """
    Alder Ashford Aurora Barlow Bayfield Beckham Belmar Birchwood Blackwater Brandt Bridger Caldera
    Camden Canyon Cardinal Carver Cedar Chisholm Clearwater Colfax Concord Copperton Corbin
    Cumberland Dakota Danvers Delmont Desoto Dunmore Eastlake Edgewater Ellsworth Emerson Fairmount
    Farragut Foxcroft Franklin Galena Garrison Gilead Glenwood Granite Greenbrier Halstead Harlow
    Hartwell Haverford Hawthorne Highland Holloway Huron Ironwood Jasper Juniper Kenmore Kingsley
    Lakeland Lancaster Laramie Larkin Lexford Linden Lockhart Madrona Magnolia Marlow Mayfield
    Meridian Mesa Millbrook Monarch Monterra Montrose Navarro Newhall Norwood Oakhurst Ocala Olympus
    Orchard Osage Oxbow Palisade Palmetto Pemberton Piedmont Pinecrest Prairie Prescott Quincy
    Radnor Ravenna Redfield Redwood Ridgemont Rockford Roslyn Rushmore Sabine Sandhill Saxon Seneca
    Sequoia Shelby Sheridan Sierra Silverton Somerset Stanton Sterling Stonewall Summit Sutter
    Talbot Tamarack Thornton Tidewater Timberline Trenton Tuscan Union Vandalia Vernon Vista Wabash
    Walden Warwick Waverly Westbrook Whitfield Wilmont Winslow Woodbury Yadkin Yarrow Zephyr
    """
)

# {} is a place. Ampersands, dots, brackets and accents are there for whoever has to encode them.
SCHOOL_FORMS = ("{}", "{} State", "{} Tech", "{} A&M", "Southern {}", "{} Christian", "North {}", "Loyola ({})")
SPECIAL_SCHOOLS = ("St. Aldric's", "San José Valley", "Texas Harlow A&M", "Queens (NC)")

MASCOTS = _words(
    """
    Aviators Badgers Bears Bison Bobcats Bulls Cardinals Chargers Colonels Comets Condors Cougars
    Coyotes Cyclones Dragons Eagles Elks Falcons Flames Foxes Gulls Hawks Herons Hornets Huskies
    Jaguars Kestrels Knights Lancers Lions Lynx Mariners Miners Monarchs Mustangs Otters Owls
    Panthers Patriots Pilots Pioneers Rams Rangers Ravens Royals Sabers Scouts Seahawks Sharks
    Spartans Stags Stallions Storm Thunder Tigers Titans Trojans Vikings Wolves Yellowjackets
    """
)

CONFERENCES = (
    ("Atlantic Piedmont Conference", "APC"),
    ("Big Prairie Conference", "Big Prairie"),
    ("Great Lakes Athletic Conference", "GLAC"),
    ("Pacific Crest Conference", "Pac Crest"),
    ("Southern Seaboard Conference", "SSC"),
    ("Mountain Range Conference", "Mtn. Range"),
    ("Gulf States Conference", "Gulf States"),
    ("Northeast Colonial Conference", "NECC"),
    ("Ohio River Conference", "ORC"),
    ("High Desert Conference", "High Desert"),
    ("Tri-Rivers League", "Tri-Rivers"),
    ("Capital Athletic Conference", "CapAC"),
    ("Evergreen Conference", "Evergreen"),
    ("Heartland League", "Heartland"),
    ("Coastal Plain Conference", "CPC"),
    ("Blue Ridge Conference", "Blue Ridge"),
    ("Metro League", "Metro"),
    ("Sunbelt Valley Conference", "SVC"),
    ("Iron Range Conference", "Iron Range"),
    ("Lone Star League", "LSL"),
    ("Keystone Conference", "Keystone"),
    ("Golden Gate Conference", "GGC"),
    ("Dixie Highland Conference", "DHC"),
    ("Northern Plains League", "NPL"),
    ("Chesapeake Conference", "Chesapeake"),
    ("Empire Athletic Conference", "EAC"),
    ("Old Colony League", "Old Colony"),
    ("Red River Conference", "Red River"),
    ("Cascade Conference", "Cascade"),
    ("Mississippi Valley League", "MVL"),
    ("Bluegrass Conference", "Bluegrass"),
    ("Four Corners Conference", "Four Corners"),
)

STATES = _words(
    """
    AL AR AZ CA CO CT FL GA IA IL IN KS KY LA MA MD MI MN MO MS NC NE NJ NM NV NY OH OK OR PA SC TN
    TX UT VA WA WI
    """
)

FIRST_NAMES = _words(
    """
    Aaron Adam Adrian Aidan Alex Andre Andrew Anthony Antoine Armando Austin Avery Blake Brandon
    Bryce Caleb Cameron Carlos Carter Chase Chris Clayton Cody Cole Colin Connor Corey Dalton Damian
    Daniel Darius David Deandre Deon Derek Devin Dillon Dominic Donovan Drew Dwayne Elijah Emmanuel
    Eric Ethan Evan Felix Gabriel Garrett Gavin Grant Hunter Ian Isaac Isaiah Ivan Jacob Jaden Jake
    Jalen Jamal James Jared Javier Jaylen Jeremiah Jesse Joel Jonah Jordan José Josh Julian Justin
    Kaleb Keith Kendall Kevin Kobe Kyle Lamar Landon Leo Liam Logan Lucas Luis Malik Marcus Mark
    Mason Matteo Max Micah Miles Myles Nate Nathan Nico Nikola Noah Omar Oscar Owen Parker Patrick
    Paul Quentin Quincy Rashad Reggie Robert Roman Ryan Sam Sean Seth Shane Silas Simon Solomon
    Spencer Stefan Terrance Theo Travis Trevor Tristan Tyler Victor Vince Wesley Will Xavier Zach
    Zion
    """
)

LAST_NAMES = _words(
    """
    Abbott Adams Alexander Allen Anderson Bailey Baker Banks Barnes Bell Bennett Black Booker Boyd
    Bradley Brooks Brown Bryant Burke Butler Campbell Carson Carter Clark Coleman Collins Cook
    Cooper Cox Crawford Cross Davis Dawson Diallo Dixon Douglas Duncan Edwards Ellis Evans Fields
    Fisher Fleming Flores Ford Foster Fox Freeman Gaines Garcia Gibson Gordon Graham Grant Gray
    Green Griffin Hall Hamilton Hardy Harper Harris Harrison Hart Hayes Henderson Hicks Hill Holmes
    Howard Hudson Hughes Hunt Ingram Jackson James Jefferson Jenkins Johnson Jones Jovanovic Kelly
    King Knight Lawson Lee Lewis Long Marshall Martin Mason Matthews McBride McCoy McKinney Miller
    Mitchell Moore Morgan Morris Murphy Murray Nash Nelson Newman Nguyen Norris O'Brien Okafor
    Oliver Owens Palmer Parker Patterson Payne Perry Peters Petrovic Phillips Pierce Porter Powell
    Price Ramsey Reed Reid Reynolds Rice Richards Rivers Roberts Robinson Rogers Ross Russell
    Sanders Scott Shaw Simmons Simpson Sims Smith Spencer Stephens Stevens Stewart Stone Taylor
    Thomas Thompson Torres Traoré Tucker Turner Vaughn Wade Walker Wallace Ward Warren Washington
    Watkins Watson Webb Wells West White Wilkins Williams Willis Wilson Wise Wood Wright Young
    """
)

SUFFIXES = ("Jr.", "II", "III")

NEUTRAL_SITES = (
    ("Palm Coast Arena", "Palm Coast", "FL"),
    ("Desert Star Center", "Las Palmas", "NV"),
    ("Harbor Point Arena", "Harbor Point", "MA"),
    ("Midland Exposition Center", "Midland", "MO"),
    ("Capitol Coliseum", "Fort Capitol", "TN"),
    ("Lakefront Dome", "Port Superior", "MI"),
)

EARLY_EVENTS = (
    "Palm Coast Classic",
    "Desert Star Invitational",
    "Harbor Point Shootout",
    "Midland Thanksgiving Classic",
)

PRO_TEAMS = (
    ("Atlanta", "Hawks", "ATL"), ("Boston", "Celtics", "BOS"), ("Brooklyn", "Nets", "BKN"),
    ("Charlotte", "Hornets", "CHA"), ("Chicago", "Bulls", "CHI"), ("Cleveland", "Cavaliers", "CLE"),
    ("Dallas", "Mavericks", "DAL"), ("Denver", "Nuggets", "DEN"), ("Detroit", "Pistons", "DET"),
    ("Golden State", "Warriors", "GS"), ("Houston", "Rockets", "HOU"), ("Indiana", "Pacers", "IND"),
    ("LA", "Clippers", "LAC"), ("Los Angeles", "Lakers", "LAL"), ("Memphis", "Grizzlies", "MEM"),
    ("Miami", "Heat", "MIA"), ("Milwaukee", "Bucks", "MIL"), ("Minnesota", "Timberwolves", "MIN"),
    ("New Orleans", "Pelicans", "NO"), ("New York", "Knicks", "NY"), ("Oklahoma City", "Thunder", "OKC"),
    ("Orlando", "Magic", "ORL"), ("Philadelphia", "76ers", "PHI"), ("Phoenix", "Suns", "PHX"),
    ("Portland", "Trail Blazers", "POR"), ("Sacramento", "Kings", "SAC"), ("San Antonio", "Spurs", "SA"),
    ("Toronto", "Raptors", "TOR"), ("Utah", "Jazz", "UTAH"), ("Washington", "Wizards", "WSH"),
)  # fmt: skip

NETWORKS = ("ESPN", "ESPN2", "ESPNU", "ESPN+", "FS1", "CBSSN", "Big Prairie Network", "Peacock")
