using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// A way in which the corpus goes into a server. <c>@</c> stands for something of it, <c>#</c> for its number in the corpus,
/// <c>%</c> for a number that rises.
/// </summary>
/// <param name="Dialect">What its speaker speaks.</param>
/// <param name="Name">What it gives as its name.</param>
/// <param name="Entering">What it says then, once; empty where the name is enough.</param>
/// <param name="Lines">What it says for each of the corpus, without line ends.</param>
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

    /// <summary>Each of the corpus needs a connection of its own.</summary>
    private bool IsForOne => Name.Contains('@') || Entering.Contains('@');

    private byte[] EndOfName => Dialect switch
    {
        Dialect.Line => [(byte)'\n'],
        Dialect.Typed => [0],
        _ => [],
    };

    public override string ToString() => $"{Dialect}: {Name} {Entering} {string.Join(", ", Lines)}";

    /// <summary>Says everything of the corpus, and goes; what it was answered must be as harmless as what the others hear.</summary>
    public async Task SpeakAsync(int port)
    {
        var all = Enumerable.Range(0, Corpus.All.Length);
        await Task.WhenAll(IsForOne ? all.Select(number => SpeakAsync(port, [number])) : [SpeakAsync(port, [.. all])]);
    }

    private async Task SpeakAsync(int port, int[] numbers)
    {
        using var byteRecorder = await ByteRecorder.OpenAsync(port, [], "NAME");

        // What ends a name chooses another dialect.
        var name = Dialect == Dialect.Line ? Fill(Name, numbers[0], 0) : Array.FindAll(Fill(Name, numbers[0], 0), value => value is not (0 or (byte)'\n' or (byte)'\r'));
        await byteRecorder.SaysAsync([.. name, .. EndOfName]);
        if (Dialect == Dialect.Tutorial)
        {
            await byteRecorder.HearsAsync("Connected to server!");
        }

        var rising = 0;
        await byteRecorder.SaysAsync(
        [
            .. Entering.Length == 0 ? [] : Fill(Entering + "\n", numbers[0], 0),
            .. numbers.SelectMany(number => Lines.SelectMany(line => Fill(line + "\n", number, ++rising))),
        ]);
        Corpus.IsSafe(await byteRecorder.ClosesAsync(), $"what '{this}' is answered");
    }

    private static byte[] Fill(string text, int number, int rising)
    {
        var parts = text.Replace("#", $"{number}", StringComparison.Ordinal).Replace("%", $"{rising}", StringComparison.Ordinal).Split('@');
        return [.. parts.SelectMany((part, index) => index == 0 ? Encoding.ASCII.GetBytes(part) : [.. Corpus.All[number].Bytes, .. Encoding.ASCII.GetBytes(part)])];
    }
}
