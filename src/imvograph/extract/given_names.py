"""Given names that are often met in Dutch papers: with a surname behind it, one shows a person without any title."""

GIVEN_NAMES = frozenset(
    """
Aad Aart Abdel Achmed Adri Adriaan Agnes Ahmed Albert Alexander Alexandra Ali Alice Amir Amma Ana Andre Andrea Andreas
Andries André Angela Anita Anja Anke Ankie Anna Annabel Anne Annelien Annelies Annemarie Annette Anton Antonio Antony
António Arend Arie Arjan Arjen Arno Arnold Arthur Astrid Attje Aukje Barbara Barend Bart Bas Ben Benjamin Bernard Bert
Bianca Bob Boris Boudewijn Bram Brigitte Bruno Camiel Carel Carl Carla Carlo Carlos Carola Carolien Caroline Caspar
Catherine Cees Charles Chris Christa Christiaan Christian Christine Christophe Claire Claudia Coen Conny Cor Corinne
Corrie Daan Dagmar Dan Daniel Daniël Daniëlle David Debbie Denis Dennis Diana Diane Dick Diederik Dilan Dirk Don
Donald Dorette Eddy Edith Edward Edwin Eelco Elena Elias Elisabeth Elizabeth Ellen Els Elsbeth Emiel Emile Emma
Emmanuel Enrique Eric Erica Erik Erna Ernst Esther Eva Evelien Evert Faissal Farid Fatima Femke Ferd Fernando Fleur
Floor Floris Folkert Frank Frans François Françoise Fred Frederik Frits Gabriel Geert Geke George Gerard Gerben Gerda
Gerrit Gert Gert-Jan Gideon Gijs Gijsbert Gustav Gustavo Hala Hannah Hanneke Hans Harm Harry Hassan Hayke Heather Hein
Heleen Helen Helena Helga Helma Hendrik Henk Henny Henri Henriette Henry Herman Hilde Hubert Hugo Ibrahim Ida Ignazio
Ilse Inge Ingrid Irene Iris Isabel Ivo Jaap Jack Jacob Jacqueline Jacques James Jamila Jan Jan-Peter Jane Janet
Janneke Jasper Jean Jef Jelle Jennifer Jeroen Jesper Jesse Jessica Jessika Jet Jetta Jetze Jim Joan Joanna Job Joe
Johan Johanna Johannes John Jolande Jonathan Joop Joost Jordi Jorge Joris Jos Josef Joseph Josien José Joyce Juan
Judith Julia Julian Julie Julius Jurgen Jürgen Kajsa Karel Karen Karim Karin Karina Karl Karla Kathleen Kati Katja
Kees Keklik Kevin Kim Klaas Klaus Koen Lars Laura Laurence Laurens Leendert Leo Leon Leontien Lex Liane Lidewij Liesje
Lilian Lilianne Linda Lisa Lisette Lodewijk Lotte Louis Louise Luc Lucas Luis Luiz Lutz Maaike Maarten Machteld
Madeleine Maggie Manon Marc Marc-Jan Marcel Marco Margot Margreet Margrethe Margriet Maria Mariam Marianne Marieke
Marijke Marijn Marina Mario Mariska Mariëlle Mariëtte Marja Marjan Marjolein Mark Markus Marleen Maroš Martha Martijn
Martin Martine Mary Mathieu Matthijs Maurits Max Melanie Menno Merel Merlijn Mia Michael Michel Michiel Michèle Mieke
Miguel Mike Minke Mirjam Mohamed Mohammed Mona Monica Monika Monique Mustafa Myrthe Naomi Natalie Nathalie Neelie
Nelson Nico Nicolaas Nicolas Nicole Nicolette Niels Nienke Nilüfer Nina Noortje Norbert Olaf Olger Olivier Onno Oscar
Otto Otwin Pamela Paolo Patrick Paul Paula Pauline Paulus Peter Petra Phil Philip Pia Piet Pieter Pieternel Pim
Quirine Raoul Raymond Rebecca Rein Reinier Remco Renate Renske René Renée Rianne Ricardo Richard Rik Rinus Rob Robbert
Robert Roberta Roberto Robin Roderick Roel Roeland Roelof Rogier Roland Ron Ronald Roos Rosa Rosalie Rosanne Roy Ruben
Rudmer Rudolf Ruud Saar Sabine Sadet Said Salima Sander Sandra Sara Sarah Saskia Sebastiaan Sebastian Serge Sharan
Sharon Shirin Siegfried Sieta Sigrid Silvia Simon Simone Sjaak Sjoerd Sofie Sonja Sophia Sophie Stef Stefan Stefanie
Stephan Stephen Steven Stientje Suzan Suzanne Sven Sylvana Sylvester Tamara Tanja Ted Teun Teunis Thea Theo Thierry
Thijs Thomas Tijs Tim Timothy Tineke Tjeerd Tjitske Tobias Tom Tommaso Ton Tony Toon Trudy Tunahan Ulla Urmas Ursula
Valdis Vanessa Vera Victor Victoria Viktor Vincent Virginijus Vladimir Volodymyr Wahid Walter Wassila Wendy Werner
Wiebe Wieke Wil Wilbert Willem Willem-Alexander Willemien William Wilma Wim Winand Wobine Wopke Wouter Xander Yasmin
Yesim Yolande Yves Yvette Yvo Yvonne Zihni Zohair Zoë
""".split()
)
