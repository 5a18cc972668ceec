"""Given names that are often met in Dutch papers: with a surname behind it, one shows a person without any title."""

GIVEN_NAMES = frozenset(
    """
Aad Aart Abdel Achmed Adri Adriaan Agnes Ahmed Albert Alexander Alexandra Alexander Ali Alice Amma Amir Ana Andre André Andrea Andreas
Andries Angela Anita Anja Anke Ankie Anna Annabel Anne Annelien Annelies Annemarie Annette Anton Antonio António Antony Arend Arie Arjan
Arjen Arnold Arno Arthur Astrid Attje Aukje Barbara Barend Bart Bas Ben Benjamin Bernard Bert Bianca Bob Boris Boudewijn Bram Brigitte Bruno
Camiel Carel Carl Carla Carlo Carlos Carola Carolien Caroline Caspar Catherine Cees Charles Chris Christa Christian Christiaan Christine
Christophe Claire Claudia Coen Conny Corinne Corrie Cor Daan Dagmar Dan Daniel Daniël Daniëlle David Debbie Denis Dennis Diana Diane Dick
Diederik Dilan Dirk Don Donald Dorette Edith Edward Edwin Eddy Eelco Elena Elias Elisabeth Elizabeth Ellen Els Elsbeth Emile Emiel Emma
Emmanuel Enrique Eric Erica Erik Erna Ernst Esther Eva Evelien Evert Faissal Farid Fatima Femke Ferd Fernando Fleur Floor Floris Folkert
Frank Frans Françoise François Frederik Fred Frits Gabriel Geert George Gerard Gerben Gerda Gerrit Gert Gert-Jan Geke Gijs Gijsbert Gideon
Gustav Gustavo Hala Hanneke Hannah Hans Harm Harry Hassan Hayke Heather Hein Heleen Helen Helena Helga Helma Hendrik Henk Henny Henri Henriette
Henry Herman Hilde Hubert Hugo Ibrahim Ida Ignazio Ilse Inge Ingrid Irene Iris Isabel Ivo Jaap Jack Jacob Jacqueline Jacques James Jamila Jan
Jan-Peter Jane Janneke Janet Jasper Jean Jef Jelle Jennifer Jeroen Jesper Jesse Jessica Jessika Jet Jetta Jetze Jim Joan Joanna Job Joe Johan
Johanna Johannes John Jolande Jonathan Joop Joost Jordi Jorge Joris Jos José Josef Joseph Josien Joyce Juan Judith Julia Julian Julie Julius
Jurgen Jürgen Kajsa Karel Karen Karim Karin Karina Karla Karl Kathleen Kati Katja Kees Keklik Kevin Kim Klaas Klaus Koen Laura Laurens Laurence
Lars Leendert Leo Leon Leontien Lex Liane Lidewij Lilian Lilianne Linda Lisa Lisette Liesje Lodewijk Lotte Louis Louise Luc Lucas Luis Luiz Lutz
Maaike Maarten Machteld Madeleine Maggie Manon Marc Marcel Marco Marc-Jan Margot Margreet Margrethe Margriet Maria Mariam Marianne Mariëlle
Mariëtte Marieke Marijke Marijn Marina Mario Mariska Marja Marjan Marjolein Mark Markus Marleen Maroš Martha Martijn Martin Martine Mary Mathieu
Matthijs Maurits Max Melanie Menno Merel Merlijn Mia Michel Michael Michèle Michiel Mieke Miguel Mike Minke Mirjam Mohamed Mohammed Mona Monica
Monika Monique Mustafa Myrthe Naomi Natalie Nathalie Neelie Nelson Nico Nicolas Nicole Nicolette Nicolaas Niels Nienke Nilüfer Nina Norbert Noortje
Olaf Olger Olivier Onno Oscar Otto Otwin Pamela Paolo Patrick Paul Paula Pauline Paulus Peter Petra Philip Phil Pia Piet Pieter Pieternel Pim
Quirine Raoul Raymond Rebecca Reinier Rein Remco René Renée Renate Renske Rianne Ricardo Richard Rik Rinus Rob Robbert Robert Roberta Roberto
Robin Roderick Roel Roeland Roelof Rogier Roland Ron Ronald Roos Rosa Rosalie Rosanne Roy Rudmer Ruben Rudolf Ruud Saar Sabine Sadet Said Salima
Sander Sandra Sara Sarah Saskia Sebastian Sebastiaan Serge Sharon Sharan Shirin Siegfried Sieta Sigrid Silvia Simon Simone Sjaak Sjoerd Sofie Sonja Sophia
Sophie Stef Stefan Stefanie Stephan Stephen Steven Stientje Sven Suzan Suzanne Sven Sylvana Sylvester Tamara Tanja Ted Teun Teunis Theo Thea
Thierry Thijs Thomas Tijs Tim Timothy Tineke Tjeerd Tjitske Tobias Tom Tommaso Ton Tony Toon Trudy Tunahan Ulla Urmas Ursula Valdis Vanessa
Vera Victor Victoria Viktor Vincent Virginijus Volodymyr Vladimir Wahid Walter Wassila Wendy Werner Wiebe Wieke Wil Wilbert Willem Willem-Alexander Willemien
William Wilma Wim Winand Wobine Wopke Wouter Xander Yasmin Yesim Yolande Yves Yvette Yvo Yvonne Zihni Zohair Zoë
""".split()
)
