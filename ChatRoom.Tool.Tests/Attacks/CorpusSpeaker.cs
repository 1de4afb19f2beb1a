using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// A client that sends the corpus to a server. <c>@</c> stands for an entry of the corpus, <c>#</c> for the entry's number, and
/// <c>%</c> for an increasing number.
/// </summary>
/// <param name="NameEnd">How the client ends its name, which chooses its dialect.</param>
/// <param name="Name">The client's name.</param>
/// <param name="Entering">The line after the name, sent once; empty: the name is enough.</param>
/// <param name="Lines">The lines for each entry, without line ends.</param>
internal sealed record CorpusSpeaker(NameEnd NameEnd, string Name, string Entering, params string[] Lines)
{
    public static readonly CorpusSpeaker[] All =
    [
        new(NameEnd.LineEnd, "a", "", "text @", "exec @", "/me acts @", "//slash @", "a: @", "@: imitated"),
        new(NameEnd.LineEnd, "b", "", "/msg nora private @", "/msg tia private @", "/msg @ hello"),
        new(NameEnd.LineEnd, "c", "", "/topic topic @", "/topic -", "/topic"),
        new(NameEnd.LineEnd, "d", "", "/nick @", "/join @", "/history @", "/@", "/kick @", "/who @"),
        new(NameEnd.LineEnd, "@", ""),
        new(NameEnd.None, "f", "", "f: text @"),
        new(NameEnd.None, "@", "named as it is"),
        new(NameEnd.Nul, "g", "join lobby g", "say % lobby text @", "command % lobby /me acts @", "command % lobby /msg nora private @"),
        new(NameEnd.Nul, "h", "join lobby h bot", "say % lobby bot's @"),
        new(NameEnd.Nul, "i", "send lobby i", "say % lobby sent @"),
        new(NameEnd.Nul, "j", "join lobby j", "command % lobby /topic typed @", "command % lobby /nick @", "say % @ text", "@", "ping @"),
        new(NameEnd.Nul, "o", "join lobby o", "together 2", "say % lobby together @", "say % lobby together @"),
        new(NameEnd.Nul, "l", "", "join lobby @", "join @ l#", "watch @ all", "who @", "join lobby @ session=@ log=@"),
        new(NameEnd.Nul, "@", "join lobby p#"),
    ];

    /// <summary>Whether each entry needs a connection of its own.</summary>
    private bool NeedsOwnConnection => Name.Contains('@') || Entering.Contains('@');

    private byte[] EndOfName => NameEnd switch
    {
        NameEnd.LineEnd => [(byte)'\n'],
        NameEnd.Nul => [0],
        _ => [],
    };

    public override string ToString() => $"{NameEnd}: {Name} {Entering} {string.Join(", ", Lines)}";

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
        var name = NameEnd == NameEnd.LineEnd ? Fill(Name, numbers[0], 0) : Array.FindAll(Fill(Name, numbers[0], 0), value => value is not (0 or (byte)'\n' or (byte)'\r'));
        await recorder.SaysAsync([.. name, .. EndOfName]);
        if (NameEnd == NameEnd.None)
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
