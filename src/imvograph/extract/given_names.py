"""Given names that are often met in Dutch papers: with a surname behind it, one shows a person without any title."""

GIVEN_NAMES = frozenset(
    """
Aad Aart Abdel Achmed Achraf Adri Adriaan Agnes Ahmed Aisha Alain Albert Alejandro Aleksandr Alexander Alexandra Ali
Alice Alwin Amina Amir Amma Ana Andre Andrea Andreas Andrew Andries Andrzej André Angela Anita Anja Anke Ankie Anna
Annabel Anne Anneke Annelien Annelies Annemarie Annette Anthony Anton Antonella Antonie Antonio Antony António Arend
Arie Arjan Arjen Arjun Armand Arno Arnold Arnoud Arthur Astrid Attje Auke Aukje Ayfer Ayşe Barbara Barend Barry Bart
Bas Bastiaan Bauke Ben Benjamin Bente Berend Bernard Bernd Bernhard Bert Bianca Bob Boris Bouchra Boudewijn Bouke
Boukje Bram Brian Brigitte Bruno Bénédicte Camiel Carel Carl Carla Carlijn Carlo Carlos Carmen Carola Carolien
Caroline Caspar Casper Catelene Catherine Cees Chantal Charles Chris Christa Christiaan Christian Christine Christoph
Christophe Christopher Claire Claudia Clemens Coen Conny Cor Corinne Corrie Coskun Cyril Daan Dagmar Dan Daniel Daniël
Daniëlla Daniëlle David Debbie Denis Dennis Derk Diana Diane Dick Diederik Diego Dieter Dilan Dion Dirk Doede Don
Donald Dorette Douwe Durk Eddy Edith Eduard Edward Edwin Eelco Egbert Elena Elias Elisabeth Elizabeth Ellen Els
Elsbeth Emiel Emile Emily Emma Emmanuel Emre Enrique Eppo Eric Erica Erik Erna Ernst Erwin Esmah Esther Eva Evelien
Evert Ewout Faissal Farah Farid Farshad Fatima Fatimazhra Fatma Fedde Femke Fenna Ferd Fernando Fleur Floor Floris
Fokke Folkert Frank Frans François Françoise Fred Frederik Freek Friedel Frits Gabriel Geert Geke George Gerard Gerben
Gerbrand Gerda Gerhard Gerlof Germ Gerolf Gerrie Gerrit Gert Gert-Jan Gertjan Gideon Gijs Gijsbert Gijsje Gilles
Giorgio Giulia Govert Graham Guido Gustav Gustavo Guus Guy Günter Habtamu Hala Halbe Halil Hannah Hanneke Hanno Hans
Harm Harry Hassan Hayke Heather Heiko Hein Heleen Helen Helena Helga Helma Hendrik Hendrik-Jan Henk Henk-Jan Henny
Henri Henriette Henry Herbert Herman Hester Hidde Hilbert Hilde Hiroshi Hubert Hugo Huub Ian Ibrahim Ida Ignazio Ilona
Ilse Ineke Inge Ingeborg Ingrid Irene Iris Isabel Ismail Ivan Ivar Ivo Jaap Jacco Jack Jacob Jacqueline Jacques James
Jamila Jan Jan-Kees Jan-Peter Jan-Willem Jane Janet Janine Janneke Janny Jantine Jasper Javier Jean Jean-Marc Jeanet
Jeanette Jeanine Jeannette Jeannine Jef Jelle Jelmer Jennifer Jens Jeroen Jesper Jesse Jessica Jessika Jet Jetta Jetze
Jim Jimmy Joan Joanna Job Jochem Joe Johan Johanna Johannes John Jolanda Jolande Jolle Jonathan Joop Joost Jordi Jorge
Jorien Joris Jorn Jorrit Jos Josef Joseph Josephine Josien José Jouke Joyce Joël Juan Judit Judith Julia Julian Julie
Julius Jurgen Jurjen Jurre Jürgen Kajsa Karel Karen Karien Karim Karin Karina Karl Karla Karlijn Kathleen Kati Katinka
Katja Katrin Kauthar Kees Keklik Kelvin Kenji Kenneth Kevin Khadija Kim Kirsten Kitty Klaas Klara Klaus Koen Kofi
Kwame Lammert Lars Laura Laurence Laurens Laurent Lea Leendert Lennart Leny Leo Leon Leontien Lex Liane Lianne Lida
Lidewij Lieke Lies Liesje Lilian Lilianne Linda Lisa Lisette Lodewijk Loes Lotte Louis Louise Lourens Luc Luca Lucas
Lucie Lucille Luis Luiz Lutz Luuk Lydia Maaike Maarten Machteld Madeleine Maggie Mahir Mahmoud Maike Manfred Manon
Marc Marc-Jan Marcel Marco Marek Margaret Margot Margreet Margrethe Margriet Maria Mariam Marianne Marieke Marijke
Marijn Marina Mario Mariska Marit Marita Mariëlle Mariëtte Marja Marjan Marjolein Mark Markus Marleen Marlies Marloes
Maroš Marry Martha Martijn Martin Martina Martine Mary Mathieu Mathijs Matteo Matthew Matthias Matthijs Maurice
Maurits Max Mehmet Meindert Melanie Melissa Menno Merel Merlijn Metin Mia Michael Michaël Michel Michiel Michèle
Mickey Mieke Miguel Mike Minke Mirella Miriam Mirjam Mohamed Mohammed Mona Monica Monika Monique Mpanzu Mustafa Mustapha
Myrthe Nadia Nadine Najat Nana Naomi Natalie Nathalie Naïma Neelie Nelie Nelly Nelson Nevin Ngozi Nicholas Nick Nicky
Nico Nicolaas Nicolas Nicole Nicolette Niek Niels Nienke Nilufer Nilüfer Nina Noortje Nora Norbert Oene Olaf Olga
Olger Olivier Omar Onno Oscar Otto Otwin Pablo Pamela Paolo Patrick Paul Paula Pauline Paulus Pepijn Peter Peter-Jan
Petra Petronella Phil Philip Pia Pien Pierre Piet Pieter Pieternel Pim Piotr Pleun Priya Quinten Quirine Rachel Rafael
Rajesh Ralf Ralph Ramon Raoul Ravi Raymond Rebecca Recep Rein Reina Reinder Reinier Reinout Remco Renate Renee Rens
Renske René Renée Ria Rianne Ricardo Richard Rik Rinke Rinse Rinus Rita Rob Robbert Robbert-Jan Robert Roberta Roberto
Robin Roderick Roel Roeland Roelien Roelof Rogier Roland Rombout Romy Ron Ronald Ronnie Roos Rosa Rosalie Rosanne Roy
Ruben Rudi Rudmer Rudolf Rudy Ruud Ryan Saar Sabine Sadet Said Salima Samantha Samira Sander Sandor Sandra Sanne Sara
Sarah Sarita Saskia Sebas Sebastiaan Sebastian Selma Selçuk Serge Sergej Sharan Sharon Shirin Siebe Siegfried Sieta
Sietse Sietske Sigrid Sijbrand Sijmen Silvia Silvio Simon Simone Sjaak Sjoera Sjoerd Sjors Sofie Sofía Songul Songül
Sonja Sophia Sophie Soraya Steef Stef Stefan Stefanie Stella Stephan Stephane Stephen Steven Stientje Stijn Sunil
Susan Suzan Suzanne Sven Syb Sybrand Sybren Sylvana Sylvester Sylvia Taco Tamar Tamara Tanja Ted Tessa Teun Teunis
Thea Theo Theodoor Thierry Thijs Thomas Tiemen Tijs Tilly Tim Timo Timothy Tineke Tino Tirza Tjalling Tjeerd Tjerk
Tjitske Tobias Tofik Tom Tommaso Tommy Ton Tony Toon Trijntje Trudy Truus Tunahan Tycho Ulla Uri Urmas Ursula Valdis
Vanessa Veerle Vera Victor Victoria Viktor Vincent Virginijus Vivian Vladimir Volker Volodymyr Wahid Walter Wander
Wassila Wendy Werner Wessel Wiebe Wieke Wies Wietze Wijnand Wil Wilbert Willeke Willem Willem-Alexander Willemien
William Willibrord Wilma Wim Winand Wobbe Wobine Wolfgang Wopke Wouter Wybren Wytske Wytze Xander Yannick Yasmin Yesim
Yoeri Yolande Youssef Yusuf Yves Yvette Yvo Yvon Yvonne Zakaria Zeger Zihni Zohair Zoë
""".split()
)
