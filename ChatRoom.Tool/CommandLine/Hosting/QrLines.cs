using System.Text;
using ChatRoom.Server.Doors.Web.Pages;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// A QR code on a terminal. A character shows two modules, one above the other. Black and white are set, because a code in the
/// terminal's own colours may be inverted, which many cameras cannot read.
/// </summary>
internal static class QrLines
{
    public const string NeedsTerminal = "--qr needs a terminal with colours; leave it out, and open the address that the server prints";

    /// <summary>Black on white, of the 256 colours: themes change the first 16.</summary>
    private const string BlackOnWhite = "\e[38;5;16;48;5;231m";

    private const string EndOfColors = "\e[0m";

    /// <summary>Whether standard output can show one. On Windows there is no TERM, and the console may not take UTF-8.</summary>
    public static bool IsPossible => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    public static void Print(TextWriter output, Uri address)
    {
        var modules = QrModules.Of(address.AbsoluteUri);
        for (var y = 0; y < modules.Size; y += 2)
        {
            var line = new StringBuilder(BlackOnWhite);
            for (var x = 0; x < modules.Size; x++)
            {
                line.Append((modules.IsDark(x, y), modules.IsDark(x, y + 1)) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            output.WriteLine(line.Append(EndOfColors));
        }
    }
}
