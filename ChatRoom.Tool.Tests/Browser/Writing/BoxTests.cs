using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Writing;

internal sealed class BoxTests : IAsyncDisposable
{
    private readonly RunningServer _server = RunningServer.Start(RunningServer.WithWeb);
    private TestPeer _bob = null!;
    private ChatPage _alice = null!;

    [SetUp]
    public async Task JoinAsync()
    {
        _bob = await _server.JoinAsync("bob");
        _alice = await ChatPage.JoinAsync(_server.Web!, "alice");
        await _bob.Hears("alice joined!");
    }

    public async ValueTask DisposeAsync()
    {
        if (_alice is not null)
        {
            await _alice.DisposeAsync();
        }

        _bob?.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Enter_says_the_line_and_Shift_Enter_begins_a_new_one()
    {
        await _alice.Box.PressSequentiallyAsync("one");
        await _alice.Box.PressAsync("Shift+Enter");
        await _alice.Box.PressSequentiallyAsync("two");
        await Expect(_alice.Box).ToHaveValueAsync("one\ntwo");
        await _alice.Box.PressAsync("Enter");

        await _bob.Hears("alice: one", "alice: two");
        await Expect(_alice.Box).ToHaveValueAsync("");
        await _alice.Tab.Locator("#box").FillAsync("three");
        await _alice.Tab.Locator("#send").ClickAsync();
        await _bob.Hears("alice: three");
    }

    [Test]
    public async Task Pasted_lines_are_said_together_and_are_never_a_command()
    {
        await PasteAsync("/quit\n/nick eve\nlast");
        await _alice.Box.PressAsync("Enter");

        await _bob.Hears("alice: /quit", "alice: /nick eve", "alice: last");
        await PasteAsync("/quit");
        await _alice.Box.PressAsync("Enter");
        await _bob.Hears("alice: /quit");
    }

    [Test]
    public async Task A_long_paste_is_said_after_a_question()
    {
        var lines = Enumerable.Range(1, 30).Select(number => $"line {number}").ToArray();
        await PasteAsync(string.Join('\n', lines));
        await _alice.Box.PressAsync("Enter");
        await Expect(_alice.Tab.Locator("#paste-dialog")).ToBeVisibleAsync();
        await _alice.Tab.Locator("#paste-say").ClickAsync();

        await _bob.Hears([.. lines.Select(line => $"alice: {line}")]);
    }

    [Test]
    public async Task A_line_that_is_too_long_stays_in_the_box_with_the_reason()
    {
        var text = new string('x', 4097);
        await _alice.Says(text);

        await Expect(_alice.Tab.Locator("#refusal")).ToContainTextAsync("too long");
        await Expect(_alice.Box).ToHaveValueAsync(text);
    }

    [Test]
    public async Task The_arrow_up_recalls_what_was_said_and_changes_nothing_that_is_being_written()
    {
        await _alice.Says("one");
        await _alice.Says("two");
        await _bob.Hears("alice: one", "alice: two");

        await _alice.Box.PressAsync("ArrowUp");
        await Expect(_alice.Box).ToHaveValueAsync("two");
        await _alice.Box.PressAsync("ArrowUp");
        await Expect(_alice.Box).ToHaveValueAsync("one");
        await _alice.Box.PressAsync("ArrowDown");
        await Expect(_alice.Box).ToHaveValueAsync("two");
        await _alice.Box.FillAsync("three");
        await _alice.Box.PressAsync("ArrowUp");
        await Expect(_alice.Box).ToHaveValueAsync("three");
    }

    [Test]
    public async Task Tab_completes_names_and_commands()
    {
        await Expect(_alice.Tab.Locator("#people li[data-name=bob]")).ToBeVisibleAsync();
        await _alice.Box.PressSequentiallyAsync("bo");
        await _alice.Box.PressAsync("Tab");
        await Expect(_alice.Box).ToHaveValueAsync("bob: ");
        await _alice.Box.FillAsync("");

        await _alice.Box.PressSequentiallyAsync("/nic");
        await Expect(_alice.Tab.Locator("#suggestions")).ToBeVisibleAsync();
        await _alice.Box.PressAsync("Tab");
        await Expect(_alice.Box).ToHaveValueAsync("/nick ");
    }

    [Test]
    public async Task Commands_work_as_in_the_client()
    {
        await _alice.Says("/me waves");
        await _bob.Hears("* alice waves");
        await _alice.Says("/nick anne");
        await _bob.Hears("alice is now anne!");
        await Expect(_alice.Tab.Locator("#self")).ToHaveTextAsync("anne");
        await _alice.Says("//not a command");
        await _bob.HearsLike("^anne: /");
        await _alice.Says("/nosuch");
        await Expect(_alice.Tab.Locator("#refusal")).ToContainTextAsync("nosuch");
        await _alice.Says("/quit");
        await _bob.Hears("anne left!");
        await _alice.Has("connection", "ended");
    }

    /// <summary>Pastes a text, as the browser does it for the clipboard.</summary>
    private async Task PasteAsync(string text) =>
        await _alice.Box.EvaluateAsync("""
            (box, text) => {
                box.focus();
                box.setRangeText(text, 0, box.value.length, 'end');
                box.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', data: text, bubbles: true }));
            }
            """, text);
}
