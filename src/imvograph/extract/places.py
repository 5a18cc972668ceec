"""Places that Dutch papers name: countries, regions, provinces, capitals and larger cities. They are no organisations."""

_COUNTRIES = """
Afghanistan Albanië Algerije Andorra Angola Argentinië Armenië Aruba Australië Azerbeidzjan Bahama’s Bahrein Bangladesh Barbados België
Belize Benin Bhutan Bolivia Bosnië Bosnië-Herzegovina Botswana Brazilië Brunei Bulgarije Burundi Cambodja Canada Chili China Colombia
Comoren Congo Congo-Brazzaville Cuba Curaçao Cyprus Denemarken Djibouti Dominica Duitsland Ecuador Egypte Engeland Eritrea Estland
Eswatini Ethiopië Fiji Filipijnen Finland Frankrijk Gabon Gambia Georgië Ghana Grenada Griekenland Groenland Groot-Brittannië
Guatemala Guinee Guinee-Bissau Guyana Haïti Honduras Hongarije Hongkong Ierland IJsland India Indonesië Irak Iran Israël Italië
Ivoorkust Jamaica Japan Jemen Jordanië Kaapverdië Kameroen Kazachstan Kenia Kirgizië Koeweit Kosovo Kroatië Laos Lesotho Letland
Libanon Liberia Libië Liechtenstein Litouwen Luxemburg Macedonië Madagaskar Malawi Malediven Maleisië Mali Malta Marokko
Mauritanië Mauritius Mexico Moldavië Moldova Monaco Mongolië Montenegro Mozambique Myanmar Birma Namibië Nederland Nepal Nicaragua
Nieuw-Zeeland Niger Nigeria Noord-Korea Noord-Macedonië Noorwegen Oeganda Oekraïne Oezbekistan Oman Oostenrijk Oost-Timor Pakistan
Palestina Panama Paraguay Peru Polen Portugal Qatar Roemenië Rusland Rwanda Samoa Saoedi-Arabië Senegal Servië Seychellen Singapore
Slovenië Slowakije Soedan Somalië Spanje Suriname Syrië Tadzjikistan Taiwan Tanzania Thailand Togo Tsjaad Tsjechië Tunesië Turkije
Turkmenistan Uruguay Venezuela Vietnam Wit-Rusland Belarus Zambia Zimbabwe Zuid-Afrika Zuid-Korea Zuid-Soedan Zweden Zwitserland
Schotland Wales Noord-Ierland Verenigde_Staten Verenigd_Koninkrijk Verenigde_Arabische_Emiraten Burkina_Faso Costa_Rica El_Salvador
Dominicaanse_Republiek Democratische_Republiek_Congo Sierra_Leone Sri_Lanka Sint_Maarten Sint_Eustatius Saba Bonaire DRC VAE
"""
_REGIONS = """
Afrika Amerika Antarctica Azië Europa Oceanië Noord-Amerika Zuid-Amerika Latijns-Amerika Midden-Amerika Zuidoost-Azië Oost-Afrika
West-Afrika Zuid-Azië Midden-Oosten Oost-Europa West-Europa Noord-Afrika Centraal-Azië Sahel Hoorn Balkan Baltische Scandinavië Benelux
Mercosur Amazone Cerrado Golf Xinjiang Tibet Gaza Gazastrook
Rafah Jordaanoever Westbank Krim Donbas Kasjmir Niger_Delta Nigerdelta Ogoniland
Drenthe Flevoland Friesland Fryslân Gelderland Groningen Limburg Noord-Brabant Noord-Holland Overijssel Utrecht Zeeland Zuid-Holland
Randstad Brabant Twente Achterhoek Veluwe Waddenzee Noordzee Oostzee Middellandse_Zee Rijn Maas Schelde IJsselmeer Vlaanderen Wallonië
Westelijke_Jordaanoever Verre_Oosten Nabije_Oosten Caribisch_Nederland Noord-Nederland Texas Californië Alaska Florida Punjab Gujarat
Tamil_Nadu Kerala Assam Karnataka Papoea Borneo Sumatra Java Kalimantan Katanga Kivu Noord-Kivu Darfur Tigray
"""
_CITIES = """
Amsterdam Rotterdam Den_Haag ’s-Gravenhage Haarlem Leiden Delft Eindhoven Tilburg Breda Nijmegen Arnhem Apeldoorn Enschede Zwolle
Deventer Almere Lelystad Leeuwarden Assen Emmen Maastricht Heerlen Venlo Roermond Middelburg Vlissingen Terneuzen Dordrecht Gouda
Alkmaar Hilversum Amersfoort Zaandam Zaanstad IJmuiden Beverwijk Velsen Hoorn Delfzijl Eemshaven Moerdijk Geleen Sittard
Ter_Apel Den_Bosch ’s-Hertogenbosch Schiedam Vlaardingen Ede Wageningen Naaldwijk Aalsmeer Den_Helder Katwijk Urk Borssele
Wijk_aan_Zee Brussel Antwerpen Gent Luik Berlijn Bonn Frankfurt Hamburg Keulen München Parijs Straatsburg Marseille Londen Rome
Milaan Genua Madrid Barcelona Lissabon Wenen Genève Zürich Bern Praag Warschau Boedapest Boekarest Sofia Athene Istanbul Ankara Moskou
Kiev Kyiv Kopenhagen Stockholm Oslo Helsinki Dublin Tallinn Riga Vilnius Belgrado Zagreb Sarajevo Tirana Davos Glasgow Katowice
New_York Washington Chicago Toronto Ottawa Montreal Mexico-Stad Bogotá Bogota Lima Quito Caracas Brasilia São_Paulo Buenos_Aires
Santiago Havana Paramaribo Willemstad Dakar Bamako Accra Abidjan Lagos Abuja Kinshasa Kigali Kampala Nairobi Addis_Abeba Khartoem
Mogadishu Lusaka Harare Pretoria Johannesburg Kaapstad Maputo Luanda Rabat Tunis Tripoli Caïro Beiroet Amman Jeruzalem Tel_Aviv
Ramallah Damascus Bagdad Erbil Teheran Riyad Dubai Doha Koeweit-Stad Kabul Islamabad Karachi Lahore New_Delhi Delhi Mumbai Chennai
Bangalore Calcutta Kolkata Dhaka Colombo Kathmandu Yangon Rangoon Bangkok Hanoi Phnom_Penh Jakarta Manilla Kuala_Lumpur Peking Beijing
Shanghai Shenzhen Tokio Seoul Pyongyang Canberra Sydney Wellington Doha Bakoe Sharm_el-Sheikh Marrakesh Kyoto Rana_Plaza Tazreen
Srebrenica Ogoni Bodo
"""

PLACES = frozenset(name.replace("_", " ") for name in f"{_COUNTRIES}{_REGIONS}{_CITIES}".split())
