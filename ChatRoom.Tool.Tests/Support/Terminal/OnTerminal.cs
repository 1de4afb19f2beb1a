using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>How somebody comes into a room on a real terminal, and what is seen then.</summary>
internal static class OnTerminal
{
    /// <summary>The last line that one sees before the prompt, where one other is there.</summary>
    public const string AliceIsIn = "HH:mm -- You are alice in lobby; 1 other is here";

    public static string OwnName { get; } = Nickname.MakeAcceptable(Environment.UserName).ToString();

    public static string AsksForName { get; } = $"What is your name? Enter alone takes {OwnName}.";

    /// <summary>Alice comes to where bob is.</summary>
    /// <param name="environment">What a shell takes before a command.</param>
    public static async Task<TmuxScreen> AliceJoins(
        RunningServer server, TestPeer bob, string options = "", string environment = "", int columns = 100, int rows = 24)
    {
        var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port, columns, rows);
        await screen.Enters($"{environment} chatroom client --name alice --history 0 {options}".Trim());
        await bob.Hears("alice joined!");
        await screen.EndsLike(".*1 other is here", ">");
        return screen;
    }

    /// <summary>The same, in a shell that says the number of the client's process.</summary>
    public static async Task<(TmuxScreen Screen, int Process)> AliceJoinsWithNumber(RunningServer server, TestPeer bob, string environment = "")
    {
        var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters($"{environment} sh -c 'echo process $$; exec chatroom client --name alice --history 0'".Trim());
        var process = await screen.ShowsLike("^process ([0-9]+)$");
        await bob.Hears("alice joined!");
        await screen.EndsWith(AliceIsIn, ">");
        return (screen, int.Parse(process, System.Globalization.CultureInfo.InvariantCulture));
    }
}
