using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// A client that sends the corpus to a server. <c>@</c> stands for an entry of the corpus, <c>#</c> for the entry's number, and
/// <c>%</c> for an increasing number.
/// </summary>
/// <param name="Dialect">The client's dialect.</param>
/// <param name="Name">The client's name.</param>
/// <param name="Entering">The line after the name, sent once; empty: the name is enough.</param>
/// <param name="Lines">The lines for each entry, without line ends.</param>
internal sealed record CorpusSpeaker(Dialect Dialect, string Name, string Entering, params string[] Lines)
{
    public static readonly CorpusSpeaker[] All =
    [
        new(Dialect.Line, "a", "", "text @", "exec @", "/me acts @", "//slash @", "a: @", "@: imitated"),
        new(Dialect.Line, "b", "", "/msg nora private @", "/msg tia private @", "/msg @ hello"),
        new(Dialect.Line, "c", "", "/topic topic @", "/topic -", "/topic"),
        new(Dialect.Line, "d", "", "/nick @", "/join @", "/history @", "/@", "/kick @", "/who @"),
        new(Dialect.Line, "@", ""),
        new(Dialect.Tutorial, "f", "", "f: text @"),
        new(Dialect.Tutorial, "@", "named as it is"),
        new(Dialect.Typed, "g", "join lobby g", "say % lobby text @", "command % lobby /me acts @", "command % lobby /msg nora private @"),
        new(Dialect.Typed, "h", "join lobby h bot", "say % lobby bot's @"),
        new(Dialect.Typed, "i", "send lobby i", "say % lobby sent @"),
        new(Dialect.Typed, "j", "join lobby j", "command % lobby /topic typed @", "command % lobby /nick @", "say % @ text", "@", "ping @"),
        new(Dialect.Typed, "o", "join lobby o", "together 2", "say % lobby together @", "say % lobby together @"),
        new(Dialect.Typed, "l", "", "join lobby @", "join @ l#", "watch @ all", "who @", "join lobby @ session=@ log=@"),
        new(Dialect.Typed, "@", "join lobby p#"),
    ];

    /// <summary>Whether each entry needs a connection of its own.</summary>
    private bool NeedsOwnConnection => Name.Contains('@') || Entering.Contains('@');

    private byte[] EndOfName => Dialect switch
    {
        Dialect.Line => [(byte)'\n'],
        Dialect.Typed => [0],
        _ => [],
    };

    public override string ToString() => $"{Dialect}: {Name} {Entering} {string.Join(", ", Lines)}";

    /// <summary>Sends the whole corpus, and leaves. The answers must be harmless, too.</summary>
    public async Task SpeakAsync(int port)
    {
        var all = Enumerable.Range(0, Corpus.All.Length);
        await Task.WhenAll(NeedsOwnConnection ? all.Select(number => SpeakAsync(port, [number])) : [SpeakAsync(port, [.. all])]);
    }

    private async Task SpeakAsync(int port, int[] numbers)
    {
        using var recorder = await ByteRecorder.OpenAsync(port, [], "NAME");

        // A byte that ends a name would choose another dialect.
        var name = Dialect == Dialect.Line ? Fill(Name, numbers[0], 0) : Array.FindAll(Fill(Name, numbers[0], 0), value => value is not (0 or (byte)'\n' or (byte)'\r'));
        await recorder.SaysAsync([.. name, .. EndOfName]);
        if (Dialect == Dialect.Tutorial)
        {
            await recorder.HearsAsync("Connected to server!");
        }

        var next = 0;
        await recorder.SaysAsync(
        [
            .. Entering.Length == 0 ? [] : Fill(Entering + "\n", numbers[0], 0),
            .. numbers.SelectMany(number => Lines.SelectMany(line => Fill(line + "\n", number, ++next))),
        ]);
        Corpus.IsSafe(await recorder.ClosesAsync(), $"the answer to '{this}'");
    }

    private static byte[] Fill(string text, int number, int next)
    {
        var parts = text.Replace("#", $"{number}", StringComparison.Ordinal).Replace("%", $"{next}", StringComparison.Ordinal).Split('@');
        return [.. parts.SelectMany((part, index) => index == 0 ? Encoding.ASCII.GetBytes(part) : [.. Corpus.All[number].Bytes, .. Encoding.ASCII.GetBytes(part)])];
    }
}
