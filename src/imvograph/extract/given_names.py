"""Given names that are often met in Dutch papers: with a surname behind it, one shows a person without any title."""

GIVEN_NAMES = frozenset(
    """
Aad Aart Abdel Achmed Adri Adriaan Agnes Ahmed Aisha Alain Albert Alejandro Aleksandr Alexander Alexandra Ali Alice
Amina Amir Amma Ana Andre Andrea Andreas Andrew Andries Andrzej André Angela Anita Anja Anke Ankie Anna Annabel Anne
Annelien Annelies Annemarie Annette Anthony Anton Antonella Antonie Antonio Antony António Arend Arie Arjan Arjen
Arjun Arno Arnold Arthur Astrid Attje Aukje Ayşe Barbara Barend Bart Bas Ben Benjamin Bernard Bernd Bert Bianca Bob
Boris Boudewijn Bram Brian Brigitte Bruno Bénédicte Camiel Carel Carl Carla Carlo Carlos Carmen Carola Carolien
Caroline Caspar Catelene Catherine Cees Charles Chris Christa Christiaan Christian Christine Christoph Christophe
Christopher Claire Claudia Coen Conny Cor Corinne Corrie Daan Dagmar Dan Daniel Daniël Daniëlle David Debbie Denis
Dennis Diana Diane Dick Diederik Diego Dieter Dilan Dirk Don Donald Dorette Eddy Edith Edward Edwin Eelco Elena Elias
Elisabeth Elizabeth Ellen Els Elsbeth Emiel Emile Emily Emma Emmanuel Emre Enrique Eric Erica Erik Erna Ernst Esther
Eva Evelien Evert Faissal Farid Fatima Fatma Femke Ferd Fernando Fleur Floor Floris Folkert Frank Frans François
Françoise Fred Frederik Friedel Frits Gabriel Geert Geke George Gerard Gerben Gerda Gerrit Gert Gert-Jan Gideon Gijs
Gijsbert Gilles Giorgio Giulia Graham Gustav Gustavo Guy Günter Hala Hannah Hanneke Hans Harm Harry Hassan Hayke
Heather Heiko Hein Heleen Helen Helena Helga Helma Hendrik Henk Henny Henri Henriette Henry Herman Hilde Hiroshi
Hubert Hugo Ian Ibrahim Ida Ignazio Ilse Inge Ingrid Irene Iris Isabel Ivan Ivo Jaap Jack Jacob Jacqueline Jacques
James Jamila Jan Jan-Peter Jane Janet Janneke Jasper Javier Jean Jean-Marc Jef Jelle Jennifer Jens Jeroen
Jesper Jesse Jessica Jessika Jet Jetta Jetze Jim Joan Joanna Job Joe Johan Johanna Johannes John Jolande Jonathan Joop
Joost Jordi Jorge Joris Jos Josef Joseph Josien José Joyce Juan Judith Julia Julian Julie Julius Jurgen Jürgen Kajsa
Karel Karen Karim Karin Karina Karl Karla Kathleen Kati Katja Katrin Kees Keklik Kenji Kenneth Kevin Kim Klaas Klara
Klaus Koen Kofi Kwame Lars Laura Laurence Laurens Leendert Leo Leon Leontien Lex Liane Lidewij Liesje Lilian Lilianne
Linda Lisa Lisette Lodewijk Lotte Louis Louise Luc Luca Lucas Luis Luiz Lutz Maaike Maarten Machteld Madeleine Maggie
Mahmoud Manfred Manon Marc Marc-Jan Marcel Marco Marek Margaret Margot Margreet Margrethe Margriet Maria Mariam
Marianne Marieke Marijke Marijn Marina Mario Mariska Mariëlle Mariëtte Marja Marjan Marjolein Mark Markus Marleen
Maroš Martha Martijn Martin Martine Mary Mathieu Matteo Matthew Matthias Matthijs Maurits Max Mehmet Melanie Menno
Merel Merlijn Mia Michael Michel Michiel Michèle Mieke Miguel Mike Minke Mirjam Mohamed Mohammed Mona Monica Monika
Monique Mustafa Myrthe Nana Naomi Natalie Nathalie Neelie Nelson Ngozi Nicholas Nico Nicolaas Nicolas Nicole Nicolette
Niels Nienke Nilüfer Nina Noortje Norbert Olaf Olger Olivier Omar Onno Oscar Otto Otwin Pablo Pamela Paolo Patrick
Paul Paula Pauline Paulus Peter Petra Phil Philip Pia Pierre Piet Pieter Pieternel Pim Piotr Priya Quirine Rachel
Rafael Rajesh Raoul Ravi Raymond Rebecca Recep Rein Reinier Remco Renate Renske René Renée Rianne Ricardo Richard Rik
Rinus Rob Robbert Robert Roberta Roberto Robin Roderick Roel Roeland Roelof Rogier Roland Ron Ronald Roos Rosa Rosalie
Rosanne Roy Ruben Rudmer Rudolf Ruud Saar Sabine Sadet Said Salima Samantha Sander Sandra Sara Sarah Saskia Sebastiaan
Sebastian Serge Sergej Sharan Sharon Shirin Siegfried Sieta Sigrid Silvia Simon Simone Sjaak Sjoerd Sofie Sofía Sonja
Sophia Sophie Stef Stefan Stefanie Stephan Stephen Steven Stientje Sunil Susan Suzan Suzanne Sven Sylvana Sylvester
Tamara Tanja Ted Teun Teunis Thea Theo Thierry Thijs Thomas Tijs Tim Timothy Tineke Tjeerd Tjitske Tobias Tom Tommaso
Ton Tony Toon Trudy Tunahan Ulla Urmas Ursula Valdis Vanessa Vera Victor Victoria Viktor Vincent Virginijus Vladimir
Volker Volodymyr Wahid Walter Wassila Wendy Werner Wiebe Wieke Wil Wilbert Willem Willem-Alexander Willemien William
Wilma Wim Winand Wobine Wolfgang Wopke Wouter Xander Yannick Yasmin Yesim Yolande Yusuf Yves Yvette Yvo Yvonne Zihni
Zohair Zoë
""".split()
)
